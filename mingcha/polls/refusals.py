"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

PAPER_UNFIT = refusal(
    "polls.paper_unfit",
    because=_("This paper cannot be voted on: {why}"),
    remedy=_("Correct it; nothing has been fixed yet."),
    status=422,
)
NO_GROUP = refusal(
    "polls.no_group",
    because=_("This poll has no group “{group}”."),
    remedy=_("Choose one of the groups on its paper."),
    status=422,
)
NOT_DRAWN = refusal(
    "polls.not_drawn",
    because=_("This poll has no tickets to be drawn by hand."),
    remedy=_("Its voters get their tickets by invitation; invite them."),
)
NOT_BLIND = refusal(
    "polls.not_blind",
    because=_("This poll has no tickets by invitation."),
    remedy=_("Its voters draw printed slips; make these."),
)
SIZE_UNFIT = refusal(
    "polls.size_unfit",
    because=_("{n} cannot be made at one time."),
    remedy=_("Give a number from 1 to {most}."),
    status=422,
)
END_UNFIT = refusal(
    "polls.end_unfit",
    because=_("Voting cannot end in {n} minutes."),
    remedy=_("Give a whole number of minutes from 1 to {most}."),
    status=422,
)
TOO_MANY_RETURNED = refusal(
    "polls.too_many_returned",
    because=_("{n} slips cannot have come back: only {printed} were printed for this group."),
    remedy=_("Count the slips again; write how many were not handed out."),
    status=422,
)
NO_REASON_FOR_MORE = refusal(
    "polls.no_reason_for_more",
    because=_("Slips are not added to an open poll without a reason."),
    remedy=_("Say who came late and who agreed; it stands in the journal beside the numbers."),
    status=422,
)
SCRUTINEERS_UNFIT = refusal(
    "polls.scrutineers_unfit",
    because=_("A poll has three scrutineers, three different people."),
    remedy=_("Name three; each keeps one share of the key, and two open the box."),
    status=422,
)
NOT_A_SCRUTINEER = refusal(
    "polls.not_a_scrutineer",
    because=_("{name} keeps the lists of people and cannot also keep a share of the key."),
    remedy=_("Name somebody who is not of the conduct office and does not run the machine."),
    status=422,
)
NO_WORDS_YET = refusal(
    "polls.no_words_yet",
    because=_("Not all three scrutineers have their one-time word."),
    remedy=_("Let each sign in and take it on the scrutineers' page; waiting for: {who}."),
    status=409,
)
NO_KEY_YET = refusal(
    "polls.no_key_yet",
    because=_("The key of this poll has not been made."),
    remedy=_("Make it on the page of the poll once the scrutineers have their words."),
)
SHARE_TAKEN = refusal(
    "polls.share_taken",
    because=_("You have taken your share and confirmed it; nobody can show it again."),
    remedy=_("If it is lost, the other two open the box; before the opening a new key is made."),
)
WORD_WRONG = refusal(
    "polls.word_wrong",
    because=_("This is not the word that your share is locked with."),
    remedy=_("Type the word you took last; if it is lost, take a new one and ask for a new key."),
    status=422,
)
NO_SHARE_FOR_WORD = refusal(
    "polls.no_share_for_word",
    because=_("No share waits for you: you took a new word after the key was made."),
    remedy=_("Ask the chair to make the key anew; your new word will open your share of it."),
)
SHARE_NOT_YOURS = refusal(
    "polls.share_not_yours",
    because=_("This is not the share that was made for you."),
    remedy=_("Type your own share as you wrote it down, all 16 groups of four."),
    status=422,
)
SHARES_NOT_TAKEN = refusal(
    "polls.shares_not_taken",
    because=_("Not every scrutineer has taken and confirmed their share: {who}."),
    remedy=_("Let them do it on the scrutineers' page; a share not taken is a share lost."),
)
NO_TICKETS = refusal(
    "polls.no_tickets",
    because=_("These groups have no ticket at all: {groups}."),
    remedy=_("Make slips or invite voters for each group before opening."),
)
NO_ELECTOR = refusal(
    "polls.no_elector",
    because=_("This invitation opens no ticket of this poll."),
    remedy=_("Open the link of the invitation again, whole; else ask whoever sent it."),
    status=403,
)
TICKET_TAKEN = refusal(
    "polls.ticket_taken",
    because=_("A ticket was already signed for this invitation."),
    remedy=_("Vote on the phone that asked for it. If it was not yours, tell a scrutineer."),
)
NO_EXCHANGE_NOW = refusal(
    "polls.no_exchange_now",
    because=_("Invitations of poll {number} are exchanged until it closes to phones only."),
    remedy=_("Who has none can still vote on paper while paper ballots are taken."),
)
NO_SUCH_INVITATION = refusal(
    "polls.no_such_invitation",
    because=_("No invitation of this group has the number {number}."),
    remedy=_(
        "Compare it with the card, the message or the delivery list. Without its number an "
        "invitation is not found: nothing on record says whose it is."
    ),
    status=422,
)
TICKET_IS_OUT = refusal(
    "polls.ticket_is_out",
    because=_("A ticket was already taken with this invitation; it cannot be taken back."),
    remedy=_(
        "Nobody knows which ballot it is cast with, so there is no other. If somebody else took "
        "it, say so to a scrutineer; it goes into the protocol."
    ),
)
BOX_DIFFERS = refusal(
    "polls.box_differs",
    because=_("What lies in the box is not what was fixed at the close."),
    remedy=_("Do not count. Call the auditor: `mingcha doctor` names what differs."),
)
MORE_BALLOTS_THAN_TICKETS = refusal(
    "polls.more_ballots_than_tickets",
    because=_("More ballots came in than tickets went out: {groups}."),
    remedy=_("The poll is void by its rule. Declare it void with this reason and hold it again."),
)
REHEARSAL_NOT_COUNTED = refusal(
    "polls.rehearsal_not_counted",
    because=_("This was a rehearsal; rehearsals are never counted."),
    remedy=_("Declare it void, and open the poll itself."),
)
NOT_COUNTED = refusal(
    "polls.not_counted",
    because=_("Nobody knows a result of poll {number} yet: it has not been counted."),
    remedy=_("Results are there once two scrutineers have opened the box."),
)
NO_SCANS = refusal(
    "polls.no_scans",
    because=_("No pictures of paper ballots are kept for poll {number}."),
    remedy=_("None was scanned, or their days are over; compare with the paper itself."),
)
NOT_PUBLISHED = refusal(
    "polls.not_published",
    because=_("The count of poll {number} has not been published."),
    remedy=_("Come back once it is; your receipt will still be good."),
    status=404,
)
NO_REASON = refusal(
    "polls.no_reason",
    because=_("A poll is not declared void without a reason."),
    remedy=_("Say what went wrong; the poll stays on record beside the reason."),
    status=422,
)
RECEIPT_TOO_SHORT = refusal(
    "polls.receipt_too_short",
    because=_("“{typed}” is no beginning of a receipt."),
    remedy=_("Type its first eight characters or more: digits and the letters a to f."),
    status=422,
)
OPENING_BEGUN = refusal(
    "polls.opening_begun",
    because=_("The box of this poll is open already; its opening was interrupted half-way."),
    remedy=_("Open it again to finish the opening, or declare it void."),
)
NO_SUCH_GRADES = refusal(
    "polls.no_such_grades",
    because=_("A paper has three or five grades; this one has {n}."),
    remedy=_("Write three or five, one a line, the best first."),
    status=422,
)
SCAN_UNFIT = refusal(
    "polls.scan_unfit",
    because=_("This file cannot be read as a scan of ballots."),
    remedy=_("Give a PDF, JPEG or PNG as the scanner made it, at 150 to 400 dots per inch."),
    status=422,
)
NO_PAPER_NOW = refusal(
    "polls.no_paper_now",
    because=_("Poll {number} takes no paper ballots at this time."),
    remedy=_("Paper ballots are entered from the opening until the poll is closed for good."),
)
NOT_ON_PAPER = refusal(
    "polls.not_on_paper",
    because=_("This is not the code of a paper ballot or a slip of poll {number}."),
    remedy=_("Compare it with the sheet, four characters at a time; else ask a scrutineer."),
    status=422,
)
NOT_READ_HERE = refusal(
    "polls.not_read_here",
    because=_("This was not read from a scan of poll {number}, or more than a day ago."),
    remedy=_("Scan the sheet again and decide it on the page that comes back."),
    status=422,
)
SCAN_TOO_LONG = refusal(
    "polls.scan_too_long",
    because=_("A scan of {n} pages is more than is read at one time."),
    remedy=_("Give at most {most} pages at a time; what has been read stays in the box."),
    status=422,
)
STILL_IN_DOUBT = refusal(
    "polls.still_in_doubt",
    because=_("A mark of this ballot is still undecided."),
    remedy=_("Go back and choose for each row that is shown, “left empty” included."),
    status=422,
)

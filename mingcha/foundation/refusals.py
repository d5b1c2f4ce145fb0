"""Every no the foundation can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

OVERTAKEN = refusal(
    "workflow.overtaken",
    because=_("Someone else has just acted on this."),
    remedy=_("Reload to see what changed; your words are still in the form."),
)
NO_SUCH_POLICY = refusal(
    "policy.unknown",
    because=_("There is no rule called {key}."),
    remedy=_("Choose one of the rules on the settings page."),
    status=404,
)
POLICY_UNFIT = refusal(
    "policy.unfit",
    because=_("“{value}” cannot be the value of {key}."),
    remedy=_("Give a value of the same kind as the default, {default}."),
)
POLICY_BACKDATED = refusal(
    "policy.backdated",
    because=_("A rule cannot begin to hold on {day}, before today."),
    remedy=_("Choose today or a later day; what was judged under the old rule stays judged."),
)
CLOCK_ENDED = refusal(
    "clock.ended",
    because=_("This period has already ended."),
    remedy=_("Open the matter to see what it is waiting for now."),
)
CLOCK_UNFIT = refusal(
    "clock.unfit",
    because=_("The period cannot be changed so: {why}"),
    remedy=_("Check the dates against the day-by-day count."),
)
NOTICE_UNFIT = refusal(
    "calendar.unfit",
    because=_("The holiday notice cannot be read: {why}"),
    remedy=_("Correct the line named and hand the notice in again; nothing has been changed."),
    status=422,
)
NOTICE_KNOWN = refusal(
    "calendar.known",
    because=_("A notice for {year} issued on {issued_on} is already in force."),
    remedy=_("Give the day on which the new notice was issued."),
)
NOT_FOR_YOU = refusal(
    "door.not_for_you",
    because=_("Your duties do not include this page."),
    remedy=_("Return to your work list; it shows everything that waits for you."),
    status=403,
)
NOT_SIGNED_IN = refusal(
    "door.not_signed_in",
    because=_("Nobody is signed in, or the key that was sent opens nothing any more."),
    remedy=_("Sign in, or send a key made on your own page: Authorization: Bearer mc_…"),
    status=401,
)
NOT_HERE = refusal(
    "door.not_here",
    because=_("This does not exist, or not for you."),
    remedy=_("Check the number or the key; what you may not see answers in the same way."),
    status=404,
)
FORM_UNFIT = refusal(
    "door.form_unfit",
    because=_("Something in the form is missing or not right: {fields}"),
    remedy=_("Correct the fields named; the others are kept."),
    status=422,
)
IMPORT_TOO_LARGE = refusal(
    "import.too_large",
    because=_("The file has {size} MB; {limit} MB and {rows} rows are read at a time."),
    remedy=_("Divide it into several files, or take pictures and unused sheets out of it."),
    status=422,
)
IMPORT_TOO_LONG = refusal(
    "import.too_long",
    because=_("Sheet “{place}” reaches too far: {rows} rows and {limit} MB are read at a time."),
    remedy=_("Divide it into several files; delete the empty rows and columns behind the table."),
    status=422,
)
IMPORT_WRONG_TYPE = refusal(
    "import.wrong_type",
    because=_("“{name}” is not a spreadsheet that can be read."),
    remedy=_("Open it in WPS or Excel and save it as .xlsx; .xls, .ods and .csv are read too."),
    status=422,
)
IMPORT_LOCKED = refusal(
    "import.locked",
    because=_("“{name}” is protected by a password."),
    remedy=_("Open it, take the password off, save it, and hand it in again."),
    status=422,
)
IMPORT_CORRUPT = refusal(
    "import.corrupt",
    because=_("“{name}” is damaged: it cannot be opened to the end."),
    remedy=_("Open it in WPS or Excel, save it under another name as .xlsx, and try that file."),
    status=422,
)
IMPORT_EMPTY = refusal(
    "import.empty",
    because=_("“{name}” holds no rows below its titles."),
    remedy=_("Fill in the template, one thing a row, and hand it in again."),
    status=422,
)
IMPORT_NO_HEAD = refusal(
    "import.no_head",
    because=_("No row of “{name}” holds the titles of this table; looked for: {titles}."),
    remedy=_("Take the template, or write these titles into one row above the data."),
    status=422,
)
IMPORT_TITLE_TWICE = refusal(
    "import.title_twice",
    because=_("Sheet “{place}” has two columns for “{title}”."),
    remedy=_("Keep the one that holds, take the other out or give it another title."),
    status=422,
)
IMPORT_UNKNOWN_KIND = refusal(
    "import.unknown_kind",
    because=_("There is no table called {kind}."),
    remedy=_("Choose one of: {known}."),
    status=404,
)
IMPORT_FAULTY = refusal(
    "import.faulty",
    because=_("{n} rows are faulty."),
    remedy=_("Mend them and hand the file in again, or carry out the good rows only."),
)
IMPORT_NOTHING_FAULTY = refusal(
    "import.nothing_faulty",
    because=_("No row is faulty, so none has to be left out."),
    remedy=_("Carry the whole import out."),
)
IMPORT_NOTHING_NEW = refusal(
    "import.nothing_new",
    because=_("No row would enter or change anything."),
    remedy=_("Discard this preview; the register already says what the good rows say."),
)
IMPORT_OUTDATED = refusal(
    "import.outdated",
    because=_("The register has changed since this preview: {n} rows have another verdict now."),
    remedy=_("Nothing was carried out. Look at the preview, made anew just now, and decide again."),
)
IMPORT_ROW_REFUSED = refusal(
    "import.row_refused",
    because=_("Row {row}: {because} Nothing of this import was carried out."),
    remedy=_("{remedy}"),
)
IMPORT_BUILT_UPON = refusal(
    "import.built_upon",
    because=_("This import cannot be undone; since then: {what}"),
    remedy=_("Change what is wrong by hand, or undo first what was built upon it."),
)
IMPORT_NO_FILE = refusal(
    "import.no_file",
    because=_("{name} cannot be read."),
    remedy=_("Check its name and that you may open it."),
    status=422,
)
IMPORT_UNKNOWN = refusal(
    "import.unknown",
    because=_("There is no import {number}."),
    remedy=_("Look the number up on the page of imports; it looks like DR-2026-0001."),
    status=404,
)
IMPORT_NOT_YOURS = refusal(
    "import.not_yours",
    because=_("Your duties do not include handing in this table: {table}."),
    remedy=_("Let the conduct office hand it in; on the command line, say who does it (--as)."),
    status=403,
)

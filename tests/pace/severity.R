# The peer of tests/pace/severity.py: lme4 on the same table. Arguments: table, out, method, blocks.
suppressMessages(library(lme4))
given <- commandArgs(trailingOnly = TRUE)
if (given[1] == "InstEval") {
  data(InstEval)
  table <- data.frame(y = InstEval$y, r = InstEval$s, t = InstEval$d, b = InstEval$dept)
  write.csv(
    data.frame(y = table$y, r = as.character(table$r), t = as.character(table$t),
               b = as.character(table$b)),
    given[5], row.names = FALSE, quote = FALSE)
} else {
  table <- read.csv(given[1])
}
for (name in c("r", "t", "b")) if (name %in% names(table)) table[[name]] <- factor(table[[name]])
formula <- if (given[4] == "yes") y ~ 1 + (1 | r) + (1 | t) + (1 | b) else y ~ 1 + (1 | r) + (1 | t)
before <- proc.time()
model <- lmer(formula, table, REML = given[3] == "REML")
taken <- proc.time() - before
value <- if (given[3] == "REML") REMLcrit(model) else -2 * as.numeric(logLik(model))
found <- ranef(model, condVar = TRUE)$t
write.csv(
  data.frame(target = rownames(found), effect = found[, 1],
             se = sqrt(attr(found, "postVar")[1, 1, ])),
  given[2], row.names = FALSE, quote = FALSE)
cat(sprintf("%.6f %.3f %.3f %s %s\n", value, taken[["elapsed"]], taken[["user.self"]] + taken[["sys.self"]],
            as.character(packageVersion("lme4")), basename(sessionInfo()$BLAS)))

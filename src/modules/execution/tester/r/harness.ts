import { R_TAGGER } from './harness-tagger.js';

/**
 * The R program that runs set-up code, a script and tear-down code in the global environment and hands variables
 * out. Its own names live in an environment whose parent is that of the base package, so neither
 * `rm(list = ls())` nor a function of the student's called mean or c reaches it. The job comes as the files
 * code_1.R ..., question_1.R ... and script (the name of the script).
 */
export const R_HARNESS = String.raw`
options(warn = 1, keep.source = FALSE, device = function(...) grDevices::pdf(NULL), browserNLdisabled = TRUE)
local({
${R_TAGGER}
  home <- "/tmp/lectern"
  failure <- NULL

  described <- function(problem) {
    call <- conditionCall(problem)
    place <- if (is.null(call)) "" else paste0(" in ", paste(deparse(call, nlines = 1L), collapse = " "))
    paste0("Error", place, ": ", paste(conditionMessage(problem), collapse = "\n"), "\n")
  }

  step <- function(path) {
    if (!is.null(failure)) return(invisible())
    tryCatch(
      source(path, local = globalenv(), echo = FALSE, print.eval = TRUE, keep.source = FALSE, encoding = "UTF-8"),
      error = function(problem) failure <<- described(problem)
    )
    invisible()
  }

  ask <- function(path) {
    tryCatch({
      value <- eval(parse(path, keep.source = FALSE, encoding = "UTF-8"), globalenv())
      paste0('{"value":', tag(value, 0), "}")
    }, unreadable = function(problem) {
      paste0('{"missing":', quoted(conditionMessage(problem)), "}")
    }, error = function(problem) {
      paste0('{"missing":', quoted(paste0("cannot be read (", conditionMessage(problem)[1], ")")), "}")
    })
  }

  offer_answers <- function() {
    answers <- NULL
    reader <- function(prompt = "") {
      cat(prompt)
      if (is.null(answers)) answers <<- file("stdin", "r")
      line <- readLines(answers, n = 1L)
      if (length(line)) line else ""
    }
    shim <- attach(NULL, name = "lectern:answers", warn.conflicts = FALSE)
    assign("readline", reader, envir = shim)
  }

  main <- function(steps, questions) {
    offer_answers()
    for (path in steps) step(path)
    answers <- character()
    if (is.null(failure)) answers <- vapply(questions, ask, "")
    room <- 11e6 - cumsum(nchar(answers, "bytes"))
    answers[room < 0] <- '{"missing":"is too large to be compared"}'
    if (!is.null(failure)) cat(failure, file = stderr())
    flush(stdout())
    code <- if (is.null(failure)) 0L else 1L
    text <- if (is.null(failure)) "null" else quoted(failure)
    message <- paste0('{"exit":', code, ',"error":', text, ',"values":[', paste(answers, collapse = ","), "]}")
    out <- file("/dev/fd/8", "wb")
    writeBin(c(charToRaw(enc2utf8(message)), as.raw(10L)), out)
    close(out)
    quit(save = "no", status = code, runLast = FALSE)
  }

  main(readLines(file.path(home, "steps"), encoding = "UTF-8"), readLines(file.path(home, "questions")))
}, envir = new.env(parent = baseenv()))
`;

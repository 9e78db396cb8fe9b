/**
 * The part of the R harness that turns values into tagged JSON (read by `readTagged`). A vector of one element is a
 * scalar; longer ones of numbers or truth values are arrays, of texts lists; matrices are written row by row.
 */
export const R_TAGGER = String.raw`
  budget <- 5e5

  unreadable <- function(text) {
    stop(structure(class = c("unreadable", "error", "condition"), list(message = text, call = NULL)))
  }

  tag <- function(value, depth) {
    budget <<- budget - 1
    if (depth > 40) unreadable("is nested too deeply")
    if (budget < 0) unreadable("is too large to be compared")
    if (is.null(value)) return('{"t":"none"}')
    if (is.factor(value)) return(tag(as.character(value), depth))
    if (is.data.frame(value)) return(tag_map(names(value), unclass(value), depth))
    if (isS4(value) || is.object(value)) return(tag_object(value))
    if (is.character(value)) return(tag_texts(value, depth))
    if (is.numeric(value) || is.logical(value) || is.complex(value)) return(tag_numbers(value))
    if (is.list(value)) return(tag_list(value, depth))
    tag_object(value)
  }

  tag_object <- function(value) {
    printed <- if (is.function(value) || is.language(value)) deparse(value) else
      tryCatch(format(value), error = function(problem) class(value))
    printed <- paste(as.character(unlist(printed)), collapse = "\n")
    paste0('{"t":"object","kind":', quoted(class(value)[1]), ',"v":', quoted(printed), "}")
  }

  tag_texts <- function(value, depth) {
    if (!is.null(dim(value)) && length(dim(value)) == 2L) return(tag_rows(value, depth))
    items <- vapply(as.vector(value), function(text) {
      if (is.na(text)) '{"t":"none"}' else paste0('{"t":"text","v":', quoted(text), "}")
    }, "", USE.NAMES = FALSE)
    if (length(items) == 1L) return(items)
    spend(items)
    paste0('{"t":"list","v":[', paste(items, collapse = ","), "]}")
  }

  tag_rows <- function(value, depth) {
    rows <- vapply(seq_len(nrow(value)), function(row) {
      cells <- vapply(value[row, ], function(cell) tag(cell, depth + 1), "")
      paste0('{"t":"list","v":[', paste(cells, collapse = ","), "]}")
    }, "")
    paste0('{"t":"list","v":[', paste(rows, collapse = ","), "]}")
  }

  tag_numbers <- function(value) {
    shape <- if (is.null(dim(value))) length(value) else dim(value)
    if (length(value) == 1L && is.null(dim(value))) return(tag_scalar(value))
    spend(value)
    flat <- if (length(shape) > 1L) as.vector(aperm(value)) else as.vector(value)
    items <- if (is.complex(flat)) complex_text(flat) else number_text(flat)
    paste0('{"t":"array","shape":[', paste(sprintf("%d", shape), collapse = ","), '],"dtype":"', typeof(value),
      '","v":[', paste(items, collapse = ","), "]}")
  }

  tag_scalar <- function(value) {
    value <- as.vector(value)
    if (is.complex(value)) return(complex_text(value))
    if (is.logical(value) && !is.na(value)) return(if (value) '{"t":"bool","v":true}' else '{"t":"bool","v":false}')
    paste0('{"t":"float","v":', number_text(value), "}")
  }

  number_text <- function(value) {
    value <- as.double(value)
    text <- sprintf("%.17g", value)
    text[is.na(value)] <- '"nan"'
    text[is.infinite(value) & value > 0] <- '"inf"'
    text[is.infinite(value) & value < 0] <- '"-inf"'
    text
  }

  complex_text <- function(value) {
    paste0('{"t":"complex","re":', number_text(Re(value)), ',"im":', number_text(Im(value)), "}")
  }

  tag_list <- function(value, depth) {
    if (length(value) > 0L && !is.null(names(value))) return(tag_map(names(value), value, depth))
    items <- vapply(value, function(item) tag(item, depth + 1), "")
    paste0('{"t":"list","v":[', paste(items, collapse = ","), "]}")
  }

  tag_map <- function(names, value, depth) {
    pairs <- vapply(seq_along(names), function(place) {
      paste0("[", quoted(names[place]), ",", tag(value[[place]], depth + 1), "]")
    }, "")
    paste0('{"t":"map","v":[', paste(pairs, collapse = ","), "]}")
  }

  spend <- function(items) {
    budget <<- budget - length(items)
    if (budget < 0) unreadable("is too large to be compared")
  }

  quoted <- function(text) {
    text <- iconv(enc2utf8(text), "UTF-8", "UTF-8", sub = "byte")
    if (nchar(text, "bytes") > 2e6) unreadable("is too long to be compared")
    text <- gsub("\\", "\\\\", text, fixed = TRUE)
    text <- gsub('"', '\\"', text, fixed = TRUE)
    for (code in c(1:31, 127)) {
      char <- intToUtf8(code)
      if (grepl(char, text, fixed = TRUE)) text <- gsub(char, sprintf("\\u%04x", code), text, fixed = TRUE)
    }
    paste0('"', text, '"')
  }
`;

/**
 * The part of the Octave harness that turns values into tagged JSON (read by `readTagged`). Arrays keep their shape
 * and are written row by row; a scalar is a number, text with one row is text.
 */
export const OCTAVE_TAGGER = String.raw`
function left = tag_budget (spent)
  persistent budget = 0;
  if (spent == 5e5)
    budget = 5e5;
  else
    budget -= spent;
  endif
  left = budget;
endfunction

function text = tag (value, depth)
  if (depth > 40 || tag_budget (1) < 0)
    error ("unreadable");
  endif
  if (ischar (value))
    text = tag_text (value, depth);
  elseif (isnumeric (value) || islogical (value))
    text = tag_number (full (value));
  elseif (iscell (value))
    text = tag_cell (value, depth);
  elseif (isstruct (value))
    text = tag_struct (value, depth);
  elseif (isa (value, "containers.Map"))
    text = tag_pairs (keys (value), values (value), depth);
  elseif (is_function_handle (value))
    text = ['{"t":"object","kind":"function_handle","v":' quoted(func2str (value)) '}'];
  else
    text = ['{"t":"object","kind":' quoted(class (value)) ',"v":' quoted(evalc ("disp (value)")) '}'];
  endif
endfunction

function text = tag_text (value, depth)
  if (rows (value) > 1)
    text = tag_cell (cellstr (value), depth);
  elseif (numel (value) > 2e6)
    error ("unreadable");
  else
    text = ['{"t":"text","v":' quoted(value(:).') '}'];
  endif
endfunction

function text = tag_number (value)
  if (isscalar (value) && islogical (value))
    text = '{"t":"bool","v":false}';
    if (value)
      text = '{"t":"bool","v":true}';
    endif
  elseif (isscalar (value) && isinteger (value) && abs (double (value)) >= flintmax ())
    digits = dec2hex_exact (value);
    text = ['{"t":"int","v":"' digits '"}'];
  elseif (isscalar (value) && iscomplex (value))
    text = plain (sprintf ('{"t":"complex","re":%.17g,"im":%.17g}', double (real (value)), double (imag (value))));
  elseif (isscalar (value))
    text = ['{"t":"float","v":' plain(sprintf ("%.17g", double (value))) '}'];
  else
    text = tag_array (value);
  endif
endfunction

function text = dec2hex_exact (value)
  sign = "";
  high = idivide (value, cast (2^32, class (value)), "fix");
  low = value - high * cast (2^32, class (value));
  if (value < 0)
    sign = "-";
  endif
  text = [sign sprintf("%x%08x", abs (double (high)), abs (double (low)))];
endfunction

function text = tag_array (value)
  if (tag_budget (numel (value)) < 0)
    error ("unreadable");
  endif
  turned = permute (value, ndims (value):-1:1);
  flat = double (turned(:).');
  if (iscomplex (flat))
    items = sprintf ('{"t":"complex","re":%.17g,"im":%.17g},', [real(flat); imag(flat)]);
  else
    items = sprintf ("%.17g,", flat);
  endif
  shape = sprintf ("%d,", size (value));
  text = ['{"t":"array","shape":[' shape(1:end-1) '],"dtype":"' class(value) '","v":[' plain(items(1:end-1)) ']}'];
endfunction

function text = plain (text)
  text = strrep (text, "NaN", '"nan"');
  text = strrep (text, "NA", '"nan"');
  text = strrep (text, "-Inf", '"-inf"');
  text = strrep (text, "Inf", '"inf"');
endfunction

function text = tag_cell (value, depth)
  if (rows (value) > 1 && columns (value) > 1)
    lines = cell (1, rows (value));
    for i = 1:rows (value)
      lines{i} = tag (value(i,:), depth + 1);
    endfor
  else
    lines = cell (1, numel (value));
    for i = 1:numel (value)
      lines{i} = tag (value{i}, depth + 1);
    endfor
  endif
  text = ['{"t":"list","v":[' strjoin(lines, ",") ']}'];
endfunction

function text = tag_struct (value, depth)
  if (isscalar (value))
    text = tag_pairs (fieldnames (value), struct2cell (value), depth);
  else
    text = tag_cell (num2cell (value(:).'), depth);
  endif
endfunction

function text = tag_pairs (names, items, depth)
  pairs = cell (1, numel (names));
  for i = 1:numel (names)
    name = names{i};
    if (! ischar (name))
      name = num2str (name);
    endif
    pairs{i} = ['[' quoted(name) ',' tag(items{i}, depth + 1) ']'];
  endfor
  text = ['{"t":"map","v":[' strjoin(pairs, ",") ']}'];
endfunction

function text = quoted (text)
  text = strrep (strrep (text, '\', '\\'), '"', '\"');
  for code = unique (double (text(text < 32 | text == 127)))
    text = strrep (text, char (code), sprintf ('\\u%04x', code));
  endfor
  text = ['"' text '"'];
endfunction
`;

import { OCTAVE_TAGGER } from './harness-tagger.js';

/** Marks where the statements of one run go into the harness. */
const PARTS = '@PARTS@';
const READINGS = '@READINGS@';
const OWN = '@OWN@';

/** What the harness calls after the script: functions of these names that a script defined are forgotten first. */
const CALLED =
  'abs addpath ancestor any cast cell cellstr char class columns disp double evalc exit fclose fflush fieldnames ' +
  'figure findobj flintmax flipud fopen fprintf fputs full func2str get idivide imag int2str is_function_handle isa ' +
  'iscell ischar iscomplex isempty isfield isgraphics ishghandle isinteger islogical isnumeric isobject isprop isscalar ' +
  'isstruct length min mkdir ndims num2cell num2str numel permute print real rows size sort sprintf strcmp strcmpi ' +
  'strfind strjoin strrep struct2cell sum unique zeros ones max mean repmat cellfun ismember strsplit regexp ' +
  'regexprep strtrim upper lower isspace any find numfields validatestring error warning';

/** What one run of Octave does, as file names below /tmp/lectern or /work and questions. */
export interface OctaveSteps {
  sources: readonly string[];
  questions: readonly { text: string; figure: boolean }[];
  keepFigures: boolean;
}

/**
 * The Octave function that runs a script, set-up and tear-down code in the base workspace and hands variables out.
 * It is a function in a file, so `clear all` in a script does not reach it, and its statements are written out one
 * by one, so a function of the student's called numel or size does not either. Values are read first; then the
 * student's functions leave the path, and only then are values turned into text.
 */
export function octaveHarness({ sources, questions, keepFigures }: OctaveSteps): string {
  const parts = sources.map((path) => `    evalin ("base", ${octaveText(`source (${octaveText(path)});`)});`);
  const readings = questions.map(({ text, figure }, index) => {
    const read = figure ? `attribute (${octaveText(text)})` : `evalin ("base", ${octaveText(text)})`;
    return [
      '  try',
      `    values{${index + 1}} = ${read}; known(${index + 1}) = true;`,
      '  catch problem',
      `    values{${index + 1}} = problem.message; known(${index + 1}) = false;`,
      '  end_try_catch',
    ].join('\n');
  });
  const program = PROGRAM.replace(PARTS, () => parts.join('\n'))
    .replace(READINGS, () => readings.join('\n'))
    .replace(OWN, () => CALLED.split(' ').map(octaveText).join(', '));
  return `${keepFigures ? program.replace('keep_figures = false', 'keep_figures = true') : program}${OCTAVE_TAGGER}`;
}

/** A text as a double-quoted literal of Octave, whatever its characters. */
export function octaveText(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    const plain = byte >= 32 && byte < 127 && byte !== 34 && byte !== 92;
    return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}

const PROGRAM = String.raw`
function lectern_run ()
  failure = [];
  values = {};
  known = [];
  start = path ();
  keep_figures = false;
  try
@PARTS@
  catch problem
    failure = problem;
  end_try_catch
  if (isempty (failure))
@READINGS@
  endif
  cd ("/tmp/lectern");
  path (start);
  forget ();
  failed = ! isempty (failure);
  text = "null";
  if (failed)
    told = described (failure);
    fputs (stderr, told);
    text = quoted (told);
  elseif (keep_figures)
    save_figures ();
  endif
  answers = answers_of (values, known);
  fflush (stdout);
  fflush (stderr);
  out = fopen ("/dev/fd/8", "w");
  fprintf (out, "%s\n", ['{"exit":' sprintf("%d", failed) ',"error":' text ',"values":[' answers ']}']);
  fclose (out);
  exit (double (failed));
endfunction

function forget ()
  clear (@OWN@);
endfunction

function text = described (problem)
  text = ["error: " problem.message "\n"];
  for place = problem.stack.'
    if (isempty (strfind (place.name, "lectern_run")))
      text = [text sprintf("error: called from %s at line %d\n", place.name, place.line)];
    endif
  endfor
endfunction

function text = answers_of (values, known)
  answers = cell (1, numel (values));
  room = 11e6;
  tag_budget (5e5);
  for i = 1:numel (values)
    if (known(i))
      try
        answers{i} = ['{"value":' tag(values{i}, 0) '}'];
      catch problem
        answers{i} = '{"missing":"is too large or too deep to be compared"}';
      end_try_catch
    else
      answers{i} = ['{"missing":' quoted(["cannot be read (" values{i} ")"]) '}'];
    endif
    room -= numel (answers{i});
    if (room < 0)
      answers{i} = '{"missing":"is too large to be compared"}';
    endif
  endfor
  text = strjoin (answers, ",");
endfunction

function value = attribute (text)
  if (isempty (regexp (text, '^\s*[A-Za-z]\w*(\.[A-Za-z]\w*|\([\d ,]+\)|\{[\d ,]+\})*\s*$', "once")))
    value = evalin ("base", text);
    return;
  endif
  value = get (0, "currentfigure");
  if (isempty (value))
    error ("there is no figure");
  endif
  steps = regexp (text, '[A-Za-z]\w*|[({][\d ,]+[)}]', "match");
  for i = 1:numel (steps)
    step = steps{i};
    if (any (step(1) == "({"))
      places = num2cell (str2num (["[" step(2:end-1) "]"]));
      value = subsref (value, struct ("type", {[step(1) step(end)]}, "subs", {places}));
    elseif (isstruct (value))
      value = value.(step);
    else
      value = property (value, step);
    endif
  endfor
  if (isscalar (value) && ! ischar (value) && ishghandle (value) && strcmp (get (value, "type"), "text"))
    value = get (value, "string");
  endif
endfunction

function value = property (handle, name)
  if (! isscalar (handle) || ! ishghandle (handle))
    error ("is not a graphics object");
  endif
  if (any (strcmpi (name, {"gcf", "figure"})))
    value = ancestor (handle, "figure");
  elseif (any (strcmpi (name, {"gca", "axes"})))
    value = get (ancestor (handle, "figure"), "currentaxes");
  elseif (strcmpi (name, "lines"))
    value = flipud (findobj (handle, "type", "line"));
  elseif (isprop (handle, name) || ! strcmp (get (handle, "type"), "figure"))
    value = get (handle, name);
  else
    value = get (get (handle, "currentaxes"), name);
  endif
endfunction

function save_figures ()
  try
    mkdir ("/work/.lectern-figures");
    figures = sort (get (0, "children"));
    for i = 1:min (numel (figures), 20)
      print (figures(i), "-dpng", "-r100", sprintf ("/work/.lectern-figures/%03d.png", i));
    endfor
  catch problem
    fputs (stderr, ["figures cannot be saved: " problem.message "\n"]);
  end_try_catch
endfunction
`;

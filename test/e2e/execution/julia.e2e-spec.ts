import { describeWith } from '../../setup/toolchains.js';
import { scriptRunner, variables } from './script-languages.js';
import { letters } from './tested-exercise.js';

describeWith('Julia', ['julia', 'python3'], 'Julia collections', () => {
  const run = scriptRunner('julia');

  it('run borrowed and own set-up code, script and tear-down code in this order', async () => {
    const report = await run({
      yaml: `
- {name: a, id: base, setUpCode: "log = [\\"borrowed\\"]", tests: [{name: log, value: [borrowed, script]}]}
- {name: b, setUpCodeDependency: base, setUpCode: ["push!(log, \\"own\\")", "n = 2"], tearDownCode: "push!(log, \\"torn\\")", tests: [{name: log, value: [borrowed, own, script, torn]}, {name: n * 21, value: 42}]}
- {name: c, entryPoint: none.jl, tests: [{name: x}]}
- {name: d, setUpCode: "log = []; error(\\"no luck\\")", tests: [{name: x}]}
`,
      student: { 'a.jl': 'push!(log, "script")\n', 'b.jl': 'error("not me")\n' },
    });
    expect(letters(report)).toBe('P PP F F');
    expect(report.tests[3]?.statusMessage).toBe('ERROR: no luck');
  });

  it('compare values of every kind with plain ones', async () => {
    const rows: [string, string, 'P' | 'F'][] = [
      ['5', '5', 'P'],
      ['5', '6', 'F'],
      ['1//2', '0.5', 'P'],
      ['true', 'true', 'P'],
      ['[1, 2]', '[1, 2]', 'P'],
      ['1:3', '[1, 2, 3]', 'P'],
      ['[1.5 2; NaN Inf]', '[[1.5, 2], [.nan, .inf]]', 'P'],
      ['[1 2; 3 4]', '[[1, 3], [2, 4]]', 'F'],
      ['Float64[]', '[]', 'P'],
      ['"text"', 'text', 'P'],
      ["'c'", 'c', 'P'],
      ['"12"', '12', 'F'],
      ['["a", "b"]', '[a, b]', 'P'],
      ['(1, "a", [2])', '[1, a, [2]]', 'P'],
      ['Dict("a" => 1, :b => [2])', '{a: 1, b: [2]}', 'P'],
      ['(a = 1, b = 2)', '{a: 1, b: 2}', 'P'],
      ['nothing', '0', 'F'],
      ['"a\\n\\"\\\\\\x01ä"', '"a\\n\\"\\\\\\x01ä"', 'P'],
    ];
    const student = { 'a.jl': rows.map(([julia], index) => `v${index} = ${julia}`).join('\n') };
    const yaml = variables(...rows.map(([, value], index) => `name: v${index}, value: ${value}`));
    expect(letters(await run({ yaml, student }))).toBe(rows.map(([, , verdict]) => verdict).join(''));
  });

  it('compare values of every kind with those of the reference', async () => {
    const source =
      'struct P; x; end\na = 1 + 2im; b = big(2)^200; c = P(1); d = Set([1, 2]); e = nothing; f = reshape(1:8, 2, 2, 2); g = 0x0f; h = [1 + 2im]';
    const other = source
      .replace('2im; b', '3im; b')
      .replace('^200', '^100')
      .replace('P(1)', 'P(2)')
      .replace('[1, 2])', '[1])')
      .replace('nothing', '1')
      .replace('1:8', '8:-1:1')
      .replace('0x0f', '0x0e')
      .replace('[1 + 2im]', '[2 + 2im]');
    const yaml = variables(...[...'abcdefgh'].map((name) => `name: ${name}`));
    const reference = { 'z.jl': source };
    expect(letters(await run({ yaml, student: { 'a.jl': source }, reference }))).toBe('PPPPPPPP');
    expect(letters(await run({ yaml, student: { 'a.jl': other }, reference }))).toBe('FFFFFFFF');
  });

  it('judge output, structure and the end of a run', async () => {
    const report = await run({
      yaml: `
- {name: a, type: stdout, tests: [{name: o, value: "5\\nhi"}, {name: o}, {name: o, qualification: matches, pattern: '5\\s+h'}, {name: o, qualification: startsWith, pattern: '5'}]}
- {name: b, type: error, entryPoint: bad.jl, tests: [{name: e}, {name: e, pattern: no luck}, {name: e, pattern: other}]}
- {name: c, type: error, entryPoint: syntax.jl, tests: [{name: e, pattern: syntax}]}
- {name: d, type: warning, tests: [{name: w, pattern: careful}, {name: w, pattern: other}]}
- {name: e, type: exitcode, entryPoint: leave.jl, tests: [{name: x, value: 3}, {name: x}]}
- {name: g, type: linting, tests: [{name: l}]}
- {name: h, type: structural, tests: [{name: println, allowedOccuranceRange: [1, 2]}, {name: for, allowedOccuranceRange: [1, 9]}]}
- {name: j, entryPoint: leave.jl, tests: [{name: x, value: 1}]}
- {name: k, type: stdout, entryPoint: reads.jl, inputAnswers: [a b], tests: [{name: x, value: A B}]}
`,
      student: {
        'a.jl': 'println(5)\nprintln("hi")\n@warn "careful"\n',
        'bad.jl': 'error("no luck")\n',
        'syntax.jl': 'x = (1\n',
        'leave.jl': 'x = 1; exit(3)\n',
        'reads.jl': 'println(uppercase(readline()))\n',
      },
      reference: { 'a.jl': 'println(5); print("hi")' },
    });
    expect(letters(report)).toBe('PPPP PPF P PF PF S PF F P');
  });

  it.each<[string, string]>([
    ['leaves early', 'x = 4711; exit(0)'],
    [
      'prints a report',
      'println("{\\"exit\\":0,\\"error\\":null,\\"values\\":[{\\"value\\":{\\"t\\":\\"float\\",\\"v\\":4711}}]}"); exit(0)',
    ],
    ['kills the warden', 'run(`sh -c "kill -9 $(ccall(:getppid, Cint, ()))"`); x = 1; sleep(0.2)'],
  ])('gain nothing when a script %s', async (_, source) => {
    const report = await run({ yaml: variables('name: x, value: 4711'), student: { 'a.jl': source } });
    expect(letters(report)).toBe('F');
  });
});

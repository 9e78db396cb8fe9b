import type { BoxLimits, BoxOutcome } from '../../sandbox/box.js';
import { runOf } from './harness-message.js';
import { numberedFiles } from './numbered-files.js';

const LIMITS = { wallSeconds: 1, cpuSeconds: 1, memoryMb: 1, outputKb: 1 } as BoxLimits;
const BODY = '{"exit":0,"error":null,"values":[{"value":{"t":"bool","v":true}},{"missing":"is gone"}]}';

function outcome(channel: string, more: Partial<BoxOutcome> = {}): BoxOutcome {
  const empty = Buffer.alloc(0);
  return {
    ...{ end: 'exited', exitCode: 0, signal: null, stdout: empty, stderr: empty, channelCut: false },
    ...{ stdoutCut: false, stderrCut: false, files: [], wallSeconds: 1, cpuSeconds: 1, peakMemoryMb: null },
    ...{ detail: null, channel: Buffer.from(channel), ...more },
  };
}

describe('runOf', () => {
  const read = (channel: string, more?: Partial<BoxOutcome>) =>
    runOf(outcome(channel, more), 'NONCE', LIMITS, 2);
  const told = (body: string, exit = 0) => `NONCE {"exit": ${exit}}\n${body}\nNONCE end\n`;

  it('reads the values of a run that came to its end', () => {
    expect(read(told(BODY))).toMatchObject({
      status: 'COMPLETED',
      message: '',
      exitCode: 0,
      values: [{ value: { t: 'bool', v: true } }, { missing: 'is gone' }],
    });
  });

  it('reads how a run failed', () => {
    expect(read(told('{"exit":1,"error":" bad \\n","values":[]}', 1))).toMatchObject({
      status: 'CRASHED',
      message: 'bad',
      exitCode: 1,
      values: [],
    });
  });

  it.each<[string, string, number | null]>([
    ['another nonce', told(BODY).replaceAll('NONCE', 'OTHER'), null],
    ['another nonce before the exit code', told(BODY).replace('NONCE', 'OTHER'), null],
    ['another nonce at the end', told(BODY).replace('NONCE end', 'OTHER end'), null],
    ['no closing line', `NONCE {"exit": 0}\n${BODY}\n`, null],
    ['lines after the end', `${told(BODY)}more\n`, null],
    ['two messages', told(`${BODY}\n${BODY}`), null],
    ['nothing', '', null],
    ['an exit code that was not seen', told(BODY, 3), 3],
    ['no message', told(''), 0],
    ['a message of another form', told('{"exit":0,"error":null,"values":{}}'), 0],
    ['an error that is no text', told('{"exit":0,"error":{},"values":[]}'), 0],
    ['null', told('null'), 0],
    ['a signal', told('', -11), 139],
  ])('takes %s for a run that broke off', (_, channel, exitCode) => {
    expect(read(channel)).toMatchObject({ status: 'CRASHED', values: [], exitCode });
  });

  it('has no values when their number is wrong, the channel was cut or time ran out', () => {
    expect(read(told(BODY.replace(',{"missing":"is gone"}', ''))).values).toEqual([]);
    expect(read(told(BODY), { channelCut: true })).toMatchObject({ status: 'CRASHED', values: [] });
    expect(read(told(BODY), { end: 'time' })).toMatchObject({ status: 'TIMEDOUT' });
  });

  it('takes what cannot be read for missing', () => {
    const odd = BODY.replace('{"t":"bool","v":true}', '{"t":"bool","v":"true"}');
    expect(read(told(odd)).values[0]).toEqual({ missing: 'cannot be read' });
  });
});

describe('numberedFiles', () => {
  it('lists what runs in order and what is asked', () => {
    const job = {
      ...{ before: ['a'], main: 'sub/main.jl', after: ['b', 'c'], inputAnswers: [], keepFigures: false },
      ...{ questions: [{ text: ' x ', figure: false }], timeoutSeconds: 1 },
    };
    expect(numberedFiles(job, 'jl')).toEqual({
      'setUpCode_1.jl': 'a\n',
      'tearDownCode_1.jl': 'b\n',
      'tearDownCode_2.jl': 'c\n',
      'question_1.jl': 'x\n',
      steps:
        '/tmp/lectern/setUpCode_1.jl\n/work/sub/main.jl\n/tmp/lectern/tearDownCode_1.jl\n/tmp/lectern/tearDownCode_2.jl\n',
      questions: '/tmp/lectern/question_1.jl\n',
    });
    expect(numberedFiles({ ...job, before: [], main: null, after: [], questions: [] }, 'R')).toEqual({
      steps: '',
      questions: '',
    });
  });
});

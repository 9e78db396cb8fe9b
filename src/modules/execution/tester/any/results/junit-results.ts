import sax, { type QualifiedTag, type SAXParser, type Tag } from 'sax';
import {
  gradedTest,
  type GradedRun,
  type GradedTest,
  MAX_TESTS,
  type ResultFile,
  ResultsError,
} from '../graded-test.js';

const MAX_DEPTH = 64;
const MAX_TEXT = 64 * 1024;
/** Characters. */
const MAX_DURATION = 32;
const TEXTS = ['failure', 'error', 'skipped', 'system-out', 'system-err'];

/** Reads a JUnit report; DTDs and entities other than the five of XML are refused, depth and number are bounded. */
export function readJunit(file: ResultFile): GradedRun {
  const tests = new JunitReader(file).read();
  if (tests.length === 0) throw new ResultsError(`${file.path} has no test cases.`);
  return { format: 'junit', tests, total: null, message: '', logVisibility: null };
}

class JunitReader {
  private readonly xml: SAXParser = sax.parser(true, { position: false });
  private readonly open: string[] = [];
  private readonly suites: string[] = [];
  private readonly tests: GradedTest[] = [];
  private current: GradedTest | null = null;
  private rooted = false;
  /** Where the text inside the open element goes. */
  private text = '';

  constructor(private readonly file: ResultFile) {
    const { xml } = this;
    xml.onerror = (error) => this.refuse((error.message.split('\n')[0] ?? '').slice(0, 100));
    xml.ondoctype = () => this.refuse('a document type is not allowed');
    xml.onsgmldeclaration = () => this.refuse('a declaration is not allowed');
    xml.onopentag = (tag) => this.enter(tag);
    xml.onclosetag = (name) => this.leave(name);
    xml.ontext = (text) => this.hear(text);
    xml.oncdata = (text) => this.hear(text);
  }

  read(): GradedTest[] {
    this.xml.write(this.file.text.replace(/^\uFEFF/u, '')).close();
    return this.tests;
  }

  private enter(tag: Tag | QualifiedTag): void {
    if (this.open.length === 0) this.begins(tag.name);
    if (this.open.length >= MAX_DEPTH) this.refuse('it is nested too deeply');
    this.open.push(tag.name);
    const attribute = (name: string): string => {
      const value = Object.hasOwn(tag.attributes, name) ? tag.attributes[name] : undefined;
      return typeof value === 'string' ? value : (value?.value ?? '');
    };
    if (tag.name === 'testsuite') this.suites.push(attribute('name'));
    else if (tag.name === 'testcase')
      this.begin(attribute('name'), attribute('classname'), attribute('time'));
    else if (TEXTS.includes(tag.name)) this.mark(tag.name, attribute('message'));
  }

  private begins(root: string): void {
    if (this.rooted) this.refuse('there is more than one root');
    if (root !== 'testsuites' && root !== 'testsuite') {
      this.refuse('the root is neither testsuites nor testsuite');
    }
    this.rooted = true;
  }

  private begin(name: string, className: string, time: string): void {
    if (this.current) this.refuse('a test case holds another one');
    if (this.suites.length === 0) this.refuse('a test case is in no suite');
    if (name === '') this.refuse('a test case has no name');
    if (!isDuration(time)) this.refuse(`the time of ${name.slice(0, 100)} is no number`);
    if (this.tests.length >= MAX_TESTS) this.refuse(`there are more than ${MAX_TESTS} tests`);
    const suite = this.suites.filter((one) => one !== '').join(' › ') || className || 'Tests';
    this.current = { ...gradedTest(suite, name), outcome: 'passed' };
    this.tests.push(this.current);
  }

  private mark(element: string, message: string): void {
    this.text = '';
    const { current } = this;
    if (!current) return;
    if (element === 'failure' || element === 'error') {
      current.outcome = 'failed';
      this.say(message);
    } else if (element === 'skipped') {
      if (current.outcome === 'passed') current.outcome = 'skipped';
      this.say(message);
    }
  }

  private say(message: string): void {
    if (this.current && message !== '') this.current.message += `${this.current.message && '\n'}${message}`;
  }

  private hear(text: string): void {
    if (this.text.length < MAX_TEXT) this.text += text.slice(0, MAX_TEXT - this.text.length);
  }

  private leave(name: string): void {
    this.open.pop();
    if (name === 'testsuite') this.suites.pop();
    if (name === 'testcase') this.current = null;
    if (!this.current || !TEXTS.includes(name)) return;
    const text = this.text.trim();
    this.text = '';
    if (text === '') return;
    if (name.startsWith('system-')) this.current.output += `${this.current.output && '\n'}${text}`;
    else this.say(text);
  }

  private refuse(why: string): never {
    throw new ResultsError(`${this.file.path} is no JUnit report: ${why}.`);
  }
}

/** Absent, or seconds; some tools write 1,234.5. */
function isDuration(time: string): boolean {
  const seconds = Number(time.replaceAll(',', ''));
  return time.length <= MAX_DURATION && Number.isFinite(seconds) && seconds >= 0;
}

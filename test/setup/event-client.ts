import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { TestClient } from './test-client.js';
import type { ReceivedFrame } from './live-client.js';

/** One event of a stream: its id, and the frame in it. */
export interface StreamedEvent {
  id: string | null;
  frame: ReceivedFrame;
}

/** A client of GET /events that keeps what it received until somebody asks for it. */
export class EventClient {
  /** Comment lines so far. */
  readonly comments: string[] = [];
  /** Resolves at the end of the stream, however it ends. */
  readonly ended: Promise<void>;
  private readonly events: StreamedEvent[] = [];
  private wake: () => void = () => undefined;
  private over = false;

  private constructor(readonly answer: IncomingMessage) {
    this.ended = this.read()
      .catch(() => undefined)
      .then(() => {
        this.over = true;
        this.wake();
      });
  }

  /**
   * Opens a stream as the user of `client`; resolves when the answer has begun. Not by `fetch`, which opens a new
   * connection, silent, for each that it closes: a server that ends would wait for it.
   */
  static async open(
    origin: string,
    client: TestClient,
    channels: string,
    headers: Record<string, string> = {},
  ): Promise<EventClient> {
    const request = get(`${origin}/events?channels=${encodeURIComponent(channels)}`, {
      agent: false,
      headers: { accept: 'text/event-stream', ...client.headers, ...headers },
    });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return new EventClient(answer);
  }

  /** The next event of this type, taken out; waits for it. Fails when the stream ends first. */
  async next(type: string, where: (frame: ReceivedFrame) => boolean = () => true): Promise<StreamedEvent> {
    for (;;) {
      const index = this.events.findIndex(({ frame }) => frame.type === type && where(frame));
      if (index >= 0) return this.events.splice(index, 1)[0] as StreamedEvent;
      if (this.over) throw new Error(`ended before ${type}`);
      await this.more();
    }
  }

  /** Resolves when there have been so many comment lines. */
  async commented(count: number): Promise<void> {
    while (this.comments.length < count && !this.over) await this.more();
  }

  /** What was received and not taken out. */
  get left(): readonly StreamedEvent[] {
    return this.events;
  }

  async close(): Promise<void> {
    this.answer.destroy();
    await this.ended;
  }

  private more(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of this.answer) {
      text += decoder.decode(piece as Buffer, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
      this.wake();
    }
  }

  private take(block: string): void {
    const fields = block.split('\n').map((line) => line.split(/: ?(.*)/s) as [string, string]);
    const valueOf = (name: string) => fields.find(([field]) => field === name)?.[1];
    const comment = valueOf('');
    if (comment !== undefined) this.comments.push(comment);
    const data = valueOf('data');
    if (data !== undefined) {
      this.events.push({ id: valueOf('id') ?? null, frame: JSON.parse(data) as ReceivedFrame });
    }
  }
}

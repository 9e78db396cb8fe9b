import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { BenchStudent } from './execution-course.js';

const ENDED = new Set(['finished', 'failed', 'cancelled']);

interface Frame {
  type: string;
  data?: { result_id?: string; status?: string };
}

/** A student's open WebSocket that tells when her results end. */
export class ResultWatch {
  private readonly ended = new Map<string, { status: string; at: number }>();
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (message: Buffer) => this.hear(JSON.parse(message.toString()) as Frame));
  }

  /** Resolves once the server has confirmed the subscription. */
  static async open(url: string, student: BenchStudent): Promise<ResultWatch> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${student.token}`);
    await once(socket, 'open');
    const watch = new ResultWatch(socket);
    const subscribed = new Promise<void>((resolve) =>
      socket.on('message', (message: Buffer) => {
        if ((JSON.parse(message.toString()) as Frame).type === 'channel:subscribed') resolve();
      }),
    );
    socket.send(
      JSON.stringify({ type: 'channel:subscribe', channels: [`submission_group:${student.groupId}`] }),
    );
    await subscribed;
    return watch;
  }

  /** How the result ended and when that was heard, ms since 1970. */
  async endOf(resultId: string): Promise<{ status: string; at: number }> {
    for (;;) {
      const end = this.ended.get(resultId);
      if (end !== undefined) return end;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  close(): void {
    this.socket.close();
  }

  private hear({ type, data }: Frame): void {
    if (type !== 'result:updated' || data?.result_id === undefined || !ENDED.has(data.status ?? '')) return;
    const at = performance.timeOrigin + performance.now();
    this.ended.set(data.result_id, { status: data.status ?? '', at });
    this.wake();
  }
}

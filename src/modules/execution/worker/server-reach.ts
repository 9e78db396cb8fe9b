/**
 * Whether the server answers, told once at each turn and not for each of the requests that fail meanwhile.
 * Requests run side by side: the first failure begins the time without the server, the first answer ends it.
 */
export class ServerReach {
  private away: { since: number; why: string } | null = null;

  constructor(
    private readonly url: string,
    private readonly tell: (message: string) => void,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** A request failed, and will be repeated. */
  failed(why: string): void {
    if (this.away?.why === why) return;
    const since = this.away?.since ?? this.clock();
    const still = this.away === null ? '' : 'still ';
    this.away = { since, why };
    this.tell(`${this.url} ${still}cannot be used: ${why}; it is tried again until it can`);
  }

  /** A request was answered as it should be. */
  answered(): void {
    if (this.away === null) return;
    const seconds = Math.round((this.clock() - this.away.since) / 1000);
    this.away = null;
    this.tell(`${this.url} answers again after ${seconds} s`);
  }
}

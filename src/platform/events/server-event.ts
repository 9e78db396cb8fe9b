/** News for whoever listens on a channel, e.g. `course:<id>` or `user:<id>`. */
export interface ServerEvent {
  /** What happened, e.g. `result:updated`. */
  type: string;
  channel: string;
  /** Members that clients find under `data`, without the channel, which is added. */
  data: Record<string, unknown>;
  /** A part of the listeners that alone may hear it; the name means something to publisher and channel owner only. */
  only?: string;
}

/** A published event as every server instance receives it. */
export interface ReceivedEvent extends ServerEvent {
  /** Decimal digits; grows with every event that an instance receives, so also on each channel. */
  id: string;
}

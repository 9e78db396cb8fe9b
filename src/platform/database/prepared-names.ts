import { createHash } from 'node:crypto';

/**
 * Names of prepared statements, made of their texts. The first texts get one; what comes after them gets none, because
 * every connection keeps what it has prepared for as long as it lives.
 */
export class PreparedNames {
  private readonly names = new Map<string, string>();

  /** `most` is the number of texts that get a name. */
  constructor(private readonly most: number) {}

  /** The same name for the same text, undefined for texts that came too late. */
  nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= this.most) return known;
    const name = `lectern-${createHash('sha256').update(text).digest('base64url').slice(0, 32)}`;
    this.names.set(text, name);
    return name;
  }
}

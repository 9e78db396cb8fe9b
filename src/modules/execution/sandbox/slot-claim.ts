import { createServer, type Server } from 'node:net';

/** Host users of the boxes start here: one for each run that is going on anywhere on the machine. */
export const FIRST_BOX_USER = 20_001;
const LAST_BOX_USER = 24_096;

/**
 * A number nobody else on this machine uses while we hold it. It is held as a listening abstract socket, so the
 * kernel takes it back in the moment the process dies, however it dies; there is no lock file to go stale.
 */
export class SlotClaim {
  private constructor(
    readonly user: number,
    private readonly server: Server,
  ) {}

  /** Claims one number; null when somebody has it. */
  static async tryClaim(user: number): Promise<SlotClaim | null> {
    const server = createServer((connection) => connection.destroy());
    const held = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen({ path: `\0lectern-box-user-${user}`, exclusive: true }, () => resolve(true));
    });
    if (!held) return null;
    server.unref();
    return new SlotClaim(user, server);
  }

  /** Claims the lowest free numbers; throws when thousands are in use. */
  static async claim(count: number): Promise<SlotClaim[]> {
    const claims: SlotClaim[] = [];
    for (let user = FIRST_BOX_USER; claims.length < count && user <= LAST_BOX_USER; user += 1) {
      const claim = await SlotClaim.tryClaim(user);
      if (claim) claims.push(claim);
    }
    if (claims.length === count) return claims;
    await Promise.all(claims.map((claim) => claim.release()));
    throw new Error(`All box users from ${FIRST_BOX_USER} to ${LAST_BOX_USER} are in use.`);
  }

  async release(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Host users of the boxes start here: one for each run that is going on anywhere on the machine. */
export const FIRST_BOX_USER = 20_001;
const LAST_BOX_USER = 24_096;

/** Every worker on the machine that is root looks here, in whatever network or container of its own it is. */
export const CLAIMS_FOLDER = '/run/lectern-box-users';

const FLOCK = '/usr/bin/flock';
/** What flock(1) says of a lock that somebody else has. */
const HELD = 1;

/**
 * A number nobody else on this machine uses while we hold it: a lock on an empty file of that name. The lock belongs
 * to our open descriptor, so the kernel takes it back in the moment the process dies, however it dies. A socket in the
 * abstract namespace would not do: workers with networks of their own would not see each other's.
 */
export class SlotClaim {
  private constructor(
    readonly user: number,
    private descriptor: number | null,
  ) {}

  /** Claims one number; null when somebody has it. Throws when locks cannot be had at all. */
  static tryClaim(user: number, folder = CLAIMS_FOLDER): SlotClaim | null {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
    const descriptor = openSync(join(folder, String(user)), flags, 0o600);
    // The child locks the open file that it shares with us; closed in the child by its end, it stays locked for us.
    const { status, error } = spawnSync(FLOCK, ['--exclusive', '--nonblock', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
      env: {},
    });
    if (status === 0) return new SlotClaim(user, descriptor);
    closeSync(descriptor);
    if (status === HELD) return null;
    throw new Error(`No lock in ${folder}: ${error?.message ?? `flock ended with ${status}`}`);
  }

  /** Claims the lowest free numbers; throws when thousands are in use. */
  static claim(count: number, folder = CLAIMS_FOLDER): SlotClaim[] {
    const claims: SlotClaim[] = [];
    for (let user = FIRST_BOX_USER; claims.length < count && user <= LAST_BOX_USER; user += 1) {
      const claim = SlotClaim.tryClaim(user, folder);
      if (claim) claims.push(claim);
    }
    if (claims.length === count) return claims;
    for (const claim of claims) claim.release();
    throw new Error(`All box users from ${FIRST_BOX_USER} to ${LAST_BOX_USER} are in use.`);
  }

  /** Again does nothing: by then the number of the descriptor may be somebody else's. */
  release(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }
}

import { inspectedCall, refusedCalls } from './seccomp-calls.js';
import { buildSeccompFilter } from './seccomp-filter.js';

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const errno = (number: number): number => 0x00050000 | number;

const ARCHITECTURES = [
  ['x64', 0xc000003e],
  ['arm64', 0xc00000b7],
] as const;

/** Runs a classic BPF program as the kernel does: forward jumps only, every path ends in a return. */
function answer(program: Buffer, audit: number, call: number, values: readonly bigint[] = []): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call >>> 0, 0);
  data.writeUInt32LE(audit, 4);
  values.forEach((value, index) => data.writeBigUInt64LE(value, 16 + 8 * index));
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at += 1) {
    const code = program.readUInt16LE(at * 8);
    const value = program.readUInt32LE(at * 8 + 4);
    const jump = (taken: boolean): void => void (at += program.readUInt8(at * 8 + (taken ? 2 : 3)));
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x35) jump(accumulator >= value);
    else if (code === 0x45) jump((accumulator & value) !== 0);
    else if (code === 0x06) return value;
    else throw new Error(`unknown operation ${code}`);
  }
  throw new Error('The program ran past its end.');
}

describe.each(ARCHITECTURES)('the seccomp filter for %s', (name, audit) => {
  const filter = buildSeccompFilter(name, true);
  const ask = (call: number, ...values: bigint[]): number => answer(filter, audit, call, values);
  const call = (which: Parameters<typeof inspectedCall>[1]): number => inspectedCall(name, which);

  it('answers every call of its own architecture and kills those of any other', () => {
    const refused = new Set(refusedCalls(name, true));
    const inspected = new Set((['clone', 'clone3', 'ioctl', 'socket', 'socketpair'] as const).map(call));
    for (let number = 0; number < 1_000; number += 1) {
      if (!inspected.has(number)) expect(ask(number)).toBe(refused.has(number) ? errno(1) : ALLOW);
      expect(answer(filter, 0x40000003, number)).toBe(KILL);
    }
    expect(refused.size).toBeGreaterThan(50);
  });

  it('refuses new namespaces by clone and sends clone3 back to it', () => {
    const flags = [0x00020000n, 0x02000000n, 0x04000000n, 0x08000000n, 0x10000000n, 0x20000000n, 0x40000000n];
    for (const flag of flags) expect(ask(call('clone'), flag | 17n)).toBe(errno(1));
    expect(ask(call('clone'), 17n)).toBe(ALLOW);
    expect(ask(call('clone'), 0x3d0f00n)).toBe(ALLOW);
    expect(ask(call('clone3'), 0n, 88n)).toBe(errno(38));
  });

  it('refuses to type into a terminal, whatever the upper half of the number says', () => {
    for (const request of [0x5412n, 0x541cn, 0x100005412n])
      expect(ask(call('ioctl'), 0n, request)).toBe(errno(1));
    expect(ask(call('ioctl'), 0n, 0x5401n)).toBe(ALLOW);
  });

  it('knows four families of sockets', () => {
    for (const which of ['socket', 'socketpair'] as const) {
      const allowed = Array.from({ length: 64 }, (_, family) => family).filter(
        (family) => ask(call(which), BigInt(family)) === ALLOW,
      );
      expect(allowed).toEqual([1, 2, 10, 16]);
      expect(ask(call(which), 40n)).toBe(errno(97));
    }
  });

  it('refuses memory that nobody counts when there is no cgroup', () => {
    const strict = buildSeccompFilter(name, false);
    const extra = refusedCalls(name, false).filter((number) => !refusedCalls(name, true).includes(number));
    expect(extra).toHaveLength(6);
    for (const number of extra) {
      expect([ask(number), answer(strict, audit, number)]).toEqual([ALLOW, errno(1)]);
    }
  });
});

it('refuses the x32 calls of x64, which have the same architecture', () => {
  const filter = buildSeccompFilter('x64', true);
  expect(answer(filter, 0xc000003e, 0x40000000 | 39)).toBe(errno(1));
  expect(answer(filter, 0xc000003e, 0xffffffff)).toBe(errno(1));
});

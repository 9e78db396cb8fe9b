import { type FilterArchitecture, inspectedCall, refusedCalls } from './seccomp-calls.js';

/** Classic BPF operation codes (linux/bpf_common.h). */
const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

/** Offsets in struct seccomp_data; both architectures are little-endian, so an argument's low word comes first. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number): number => 16 + 8 * index;

const AUDIT_ARCHITECTURE: Record<FilterArchitecture, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };
const X32_BIT = 0x40000000;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const fail = (errno: number): number => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** CLONE_NEWTIME shares its bit with the exit signal of clone, so it exists for unshare and clone3 only. */
const NEW_NAMESPACE =
  0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const FAMILIES = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16 };

interface Instruction {
  code: number;
  yes: number;
  no: number;
  value: number;
}

const load = (offset: number): Instruction => ({ code: LOAD_WORD, yes: 0, no: 0, value: offset });
const answer = (value: number): Instruction => ({ code: RETURN, yes: 0, no: 0, value });
const jump = (code: number, value: number, yes: number, no: number): Instruction => ({
  code,
  value,
  yes,
  no,
});

/** A block that runs for one call only and always answers, so the accumulator never needs restoring. */
function forCall(number: number, body: Instruction[]): Instruction[] {
  return [jump(JUMP_EQUAL, number, 0, body.length), ...body];
}

function architectureBlock(architecture: FilterArchitecture): Instruction[] {
  const block = [
    load(ARCHITECTURE),
    jump(JUMP_EQUAL, AUDIT_ARCHITECTURE[architecture], 1, 0),
    answer(KILL_PROCESS),
    load(NUMBER),
  ];
  if (architecture === 'x64') block.push(jump(JUMP_AT_LEAST, X32_BIT, 0, 1), answer(fail(EPERM)));
  return block;
}

function familyBody(): Instruction[] {
  const families = Object.values(FAMILIES);
  return [
    load(argument(0)),
    ...families.map((family, index) => jump(JUMP_EQUAL, family, families.length - index, 0)),
    answer(fail(EAFNOSUPPORT)),
    answer(ALLOW),
  ];
}

function inspectedBlocks(architecture: FilterArchitecture): Instruction[] {
  const call = (name: Parameters<typeof inspectedCall>[1]): number => inspectedCall(architecture, name);
  return [
    ...forCall(call('clone'), [
      load(argument(0)),
      jump(JUMP_ANY_BIT, NEW_NAMESPACE, 0, 1),
      answer(fail(EPERM)),
      answer(ALLOW),
    ]),
    // The flags of clone3 lie behind a pointer a filter cannot follow; the C library falls back to clone.
    ...forCall(call('clone3'), [answer(fail(ENOSYS))]),
    ...forCall(call('ioctl'), [
      load(argument(1)),
      jump(JUMP_EQUAL, TIOCSTI, 1, 0),
      jump(JUMP_EQUAL, TIOCLINUX, 0, 1),
      answer(fail(EPERM)),
      answer(ALLOW),
    ]),
    ...forCall(call('socket'), familyBody()),
    ...forCall(call('socketpair'), familyBody()),
  ];
}

function refusedBlock(numbers: readonly number[]): Instruction[] {
  return [
    ...numbers.map((number, index) => jump(JUMP_EQUAL, number, numbers.length - index, 0)),
    answer(ALLOW),
    answer(fail(EPERM)),
  ];
}

function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, yes, no, value }, index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  });
  return bytes;
}

/**
 * The seccomp filter of every box as a classic BPF program, eight bytes an instruction, as `bwrap --seccomp`
 * reads it. `withCgroup` false adds the calls that allocate memory only a cgroup would count.
 */
export function buildSeccompFilter(architecture: FilterArchitecture, withCgroup: boolean): Buffer {
  return encode([
    ...architectureBlock(architecture),
    ...inspectedBlocks(architecture),
    ...refusedBlock(refusedCalls(architecture, withCgroup)),
  ]);
}

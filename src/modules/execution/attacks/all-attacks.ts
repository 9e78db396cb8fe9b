import type { Attack } from './attack.js';
import { HOST_ATTACKS } from './host-attacks.js';
import { KERNEL_ATTACKS } from './kernel-attacks.js';
import { LANGUAGE_ATTACKS } from './language-attacks.js';
import { NEIGHBOUR_ATTACKS } from './neighbour-attacks.js';
import { RESOURCE_ATTACKS } from './resource-attacks.js';
import { RESULT_ATTACKS } from './result-attacks.js';

/** The whole suite; names are unique. */
export const ALL_ATTACKS: readonly Attack[] = [
  ...KERNEL_ATTACKS,
  ...HOST_ATTACKS,
  ...NEIGHBOUR_ATTACKS,
  ...RESOURCE_ATTACKS,
  ...RESULT_ATTACKS,
  ...LANGUAGE_ATTACKS,
];

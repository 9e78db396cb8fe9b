import { z } from 'zod';
import { id } from '../../../platform/http/fields.js';

const channel = z.string().min(1).max(100);

/** Frames that clients send (contract 05 section 6), by their type; other members are ignored. */
export const CLIENT_FRAMES = {
  'channel:subscribe': z.object({ channels: z.array(channel).max(1000) }),
  'channel:unsubscribe': z.object({ channels: z.array(channel).max(1000) }),
  'typing:start': z.object({ channel }),
  'typing:stop': z.object({ channel }),
  'read:mark': z.object({ channel, message_id: id() }),
  'system:ping': z.object({}),
} as const;

export type ClientFrameType = keyof typeof CLIENT_FRAMES;

/** True for the types that clients may send. */
export function isClientFrameType(type: string): type is ClientFrameType {
  return Object.hasOwn(CLIENT_FRAMES, type);
}

export type ChannelsFrame = z.infer<(typeof CLIENT_FRAMES)['channel:subscribe']>;
export type TypingFrame = z.infer<(typeof CLIENT_FRAMES)['typing:start']>;
export type ReadFrame = z.infer<(typeof CLIENT_FRAMES)['read:mark']>;

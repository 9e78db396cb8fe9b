import { AppError, invalidRequest } from '../../platform/http/app-error.js';

/** Named errors of messages and the WebSocket. */
export const messagingErrors = {
  messageNotFound: () => new AppError('NF_001', 'There is no such message.'),
  deleted: () =>
    new AppError('CONFLICT_005', 'The message was deleted; its text cannot be changed any more.'),
  otherTarget: () =>
    invalidRequest([
      { field: 'body -> parent_id', message: 'a reply goes where its parent went', type: 'custom' },
    ]),
  noReplies: () =>
    invalidRequest([
      {
        field: 'body -> parent_id',
        message: 'only messages to a user, a course member or a submission group take replies',
        type: 'custom',
      },
    ]),
  tooManyStreams: (limit: number) =>
    new AppError('RATE_001', `At most ${limit} streams of events at a time.`, {
      headers: { 'retry-after': '5' },
    }),
  channelsRefused: (channels: readonly string[]) =>
    new AppError('AUTHZ_001', `These channels are not for you: ${channels.slice(0, 10).join(', ')}`),
  notAWebSocket: () =>
    invalidRequest([{ field: 'header -> Upgrade', message: 'this path speaks WebSocket', type: 'custom' }]),
} as const;

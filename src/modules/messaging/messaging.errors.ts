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
  notAWebSocket: () =>
    invalidRequest([{ field: 'header -> Upgrade', message: 'this path speaks WebSocket', type: 'custom' }]),
} as const;

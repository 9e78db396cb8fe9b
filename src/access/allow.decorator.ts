import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { PUBLIC_OPERATION } from '../platform/http/openapi.js';
import type { Action } from './permissions.js';

export const ALLOW = 'lectern:allow';

/** Names the row of the permission table that says who may call this route. */
export const Allow = (action: Action) => SetMetadata(ALLOW, action);

/** The route needs no credentials. */
export const Public = () =>
  applyDecorators(SetMetadata(ALLOW, 'public'), ApiExtension(PUBLIC_OPERATION, true));

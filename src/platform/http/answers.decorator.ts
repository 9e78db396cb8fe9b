import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

/** The answer is this view; status 200 unless another one is named. */
export function Answers(view: z.ZodType, status = 200): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiResponse({ status, standardSchema: view, description: 'Success' }),
  );
}

/** The answer is a JSON array of this view with `X-Total-Count`. */
export function AnswersList(view: z.ZodType): MethodDecorator {
  const headers = {
    'X-Total-Count': {
      description: 'Number of visible rows before paging',
      schema: { type: 'integer' as const },
    },
  };
  return applyDecorators(
    HttpCode(200),
    ApiResponse({ status: 200, standardSchema: view, isArray: true, description: 'Success', headers }),
  );
}

/** The answer has no body (204). */
export function AnswersNothing(): MethodDecorator {
  return applyDecorators(HttpCode(204), ApiResponse({ status: 204, description: 'Success, no body' }));
}

/** The answer is a file of this media type. */
export function AnswersFile(mediaType = 'application/zip'): MethodDecorator {
  const content = { [mediaType]: { schema: { type: 'string' as const, format: 'binary' } } };
  return applyDecorators(
    HttpCode(200),
    ApiProduces(mediaType),
    ApiResponse({ status: 200, description: 'The file', content }),
  );
}

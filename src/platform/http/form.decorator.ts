import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type MultipartForm, readForm } from './multipart-form.js';

/** What a route that takes a form accepts. */
export interface FormOptions {
  /** Largest file, bytes. */
  maxFileBytes: number;
  /** Names of the form fields that carry JSON or text, apart from `file`. */
  fields?: readonly string[];
  /** Those that may be left out. */
  optional?: readonly string[];
  /** What the documentation shows in a field. */
  examples?: Readonly<Record<string, string>>;
}

/** The route takes multipart/form-data with one `file`; anything else is answered 415. */
export function TakesForm(options: FormOptions): MethodDecorator {
  const texts = [...(options.fields ?? []), ...(options.optional ?? [])].map((name) => [
    name,
    { type: 'string' as const, example: options.examples?.[name] },
  ]);
  return applyDecorators(
    RouteConfig({ multipart: true, maxFileBytes: options.maxFileBytes }),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      schema: {
        type: 'object',
        required: ['file', ...(options.fields ?? [])],
        properties: { ...Object.fromEntries(texts), file: { type: 'string', format: 'binary' } },
      },
    }),
  );
}

/** The form of this request, as its route limits it. */
export function formOf(request: FastifyRequest): Promise<MultipartForm> {
  const { maxFileBytes = 0 } = request.routeOptions.config as { maxFileBytes?: number };
  return readForm(request, maxFileBytes);
}

/** The form, as a parameter of a controller method with `@TakesForm`. */
export const Form = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  formOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

import { Problem } from '@hamnevis/core/problems/catalogue';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { answerProblem } from '../problems/answer-problem.ts';
import type { ApiEnv } from '../services.ts';

/** 405 with `Allow` where the address exists and the method does not; 404 is for addresses that do not exist. */
export function methodNotAllowedProblem(app: OpenAPIHono<ApiEnv>): MiddlewareHandler<ApiEnv> {
  return methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) =>
      answerProblem(c as never, new Problem('method-not-allowed', { allow: methods })),
  }) as MiddlewareHandler<ApiEnv>;
}

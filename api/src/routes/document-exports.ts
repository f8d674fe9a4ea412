import { documentExport, documentExportQuery } from '@hamnevis/core/contract/documents';
import { completeArticle } from '@hamnevis/core/document/complete-article';
import { markdownOf } from '@hamnevis/core/document/markdown';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { articleOf } from '@hamnevis/core/document/yjs';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { sessionOf } from '../middleware/session.ts';
import { presentDocument } from '../presenters/documents.ts';
import { contentDisposition } from '../presenters/saved-as.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { documentOf } from './found.ts';
import { idParams, problems, signedIn } from './route-parts.ts';

const exportRoute = createRoute({
  method: 'get',
  path: '/documents/{id}/export',
  tags: ['documents'],
  summary: 'The text of a document as it stands, to be saved',
  ...signedIn,
  request: { params: idParams, query: documentExportQuery },
  responses: {
    200: {
      description: 'As Markdown under its title, or as JSON with everything that stands beside the text',
      content: {
        'text/markdown': { schema: z.string().meta({ example: '# The railway comes to the village\n' }) },
        'application/json': { schema: documentExport },
      },
    },
    ...problems('unauthenticated', 'not-found', 'invalid', 'history-broken'),
  },
});

export function documentExportRoutes({ database }: ApiServices) {
  return new OpenAPIHono<ApiEnv>().openapi(exportRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { format } = c.req.valid('query');
    const found = await documentOf(database, id, sessionOf(c).person.id);
    const log = await loadLog(database, id);
    const article = completeArticle(articleOf(documentFromLog(log)));
    const { title, metadata } = found.document;
    c.header('Content-Disposition', contentDisposition('attachment', `${title}.${format}`));
    c.header('Cache-Control', 'no-store');
    if (format === 'md') {
      const text = `# ${title}\n\n${markdownOf(article)}`;
      return c.body(text, 200, { 'Content-Type': 'text/markdown; charset=utf-8' }) as never;
    }
    const summary = presentDocument({ ...found, workspaceId: found.workspace.id });
    const content: Record<string, unknown> = { ...article };
    const { sequence } = log;
    return c.json({ ...summary, metadata, sequence, schemaVersion: SCHEMA_VERSION, content }, 200);
  });
}

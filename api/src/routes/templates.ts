import { id, page } from '@hamnevis/core/contract/shared';
import {
  type Template,
  template,
  templateCreate,
  templateDetail,
  templateId,
  templatePatch,
} from '@hamnevis/core/contract/templates';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { BUILT_IN_TEMPLATES, type BuiltInTemplate, builtInTemplate } from '@hamnevis/core/templates/built-in';
import { findTemplate, type ListedTemplate, listTemplates } from '@hamnevis/db/queries/templates';
import { transact } from '@hamnevis/db/queries/transact';
import { findWorkspace } from '@hamnevis/db/queries/workspaces';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { isUuid } from '../commands/begin-from-template.ts';
import { changeTemplate, dropTemplate, makeTemplate } from '../commands/change-template.ts';
import { actorOf, sessionOf } from '../middleware/session.ts';
import { ifMatchHeaders, templateEtag } from '../presenters/etag.ts';
import { presentPerson } from '../presenters/people.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { found } from './found.ts';
import {
  body,
  changedAnswers,
  goneAnswers,
  idParams,
  json,
  madeAnswers,
  problems,
  readAnswers,
  signedIn,
} from './route-parts.ts';

const templateParams = z.object({ id, templateId });

const listRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/templates',
  tags: ['templates'],
  summary: 'What a new document may begin with: the workspace’s own templates, then the built-in ones',
  ...signedIn,
  request: { params: idParams },
  responses: { 200: json(page(template), 'All of them'), ...problems('unauthenticated', 'not-found') },
});

const postRoute = createRoute({
  method: 'post',
  path: '/workspaces/{id}/templates',
  tags: ['templates'],
  summary: 'Make a template out of a document’s text as it stands',
  ...signedIn,
  request: { params: idParams, body: body(templateCreate) },
  responses: madeAnswers(templateDetail, 'conflict'),
});

const getRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/templates/{templateId}',
  tags: ['templates'],
  summary: 'A template with its text',
  ...signedIn,
  request: { params: templateParams },
  responses: readAnswers(templateDetail, 'The template'),
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/workspaces/{id}/templates/{templateId}',
  tags: ['templates'],
  summary: 'Rename a template of the workspace, or describe it anew',
  ...signedIn,
  request: { params: templateParams, headers: ifMatchHeaders, body: body(templatePatch) },
  responses: changedAnswers(templateDetail),
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/workspaces/{id}/templates/{templateId}',
  tags: ['templates'],
  summary: 'Delete a template of the workspace',
  ...signedIn,
  request: { params: templateParams },
  responses: goneAnswers('Gone; documents that began with it keep their text'),
});

export function templateRoutes(services: ApiServices) {
  const { database } = services;
  const one = (workspaceId: string, asked: string, personId: string) =>
    transact(database, { of: 'workspace', id: workspaceId, personId }, async (tx) => {
      found(await findWorkspace(tx, workspaceId, personId));
      const builtIn = builtInTemplate(asked);
      if (builtIn) return { ...presentBuiltIn(builtIn), content: asJson(builtIn.content) };
      const listed = found(isUuid(asked) ? await findTemplate(tx, workspaceId, asked) : undefined);
      return { ...presentTemplate(listed), content: asJson(listed.template.content) };
    });
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRoute, async (c) => {
      const { id: workspaceId } = c.req.valid('param');
      const personId = sessionOf(c).person.id;
      const own = await transact(database, { of: 'workspace', id: workspaceId, personId }, async (tx) => {
        found(await findWorkspace(tx, workspaceId, personId));
        return listTemplates(tx, workspaceId);
      });
      const items = [...own.map(presentTemplate), ...BUILT_IN_TEMPLATES.map(presentBuiltIn)];
      return c.json({ items, nextCursor: null }, 200);
    })
    .openapi(postRoute, async (c) => {
      const { id: workspaceId } = c.req.valid('param');
      const made = await makeTemplate(services, workspaceId, actorOf(c), c.req.valid('json'));
      return c.json(await one(workspaceId, made, sessionOf(c).person.id), 201);
    })
    .openapi(getRoute, async (c) => {
      const place = c.req.valid('param');
      return answerOne(c, await one(place.id, place.templateId, sessionOf(c).person.id));
    })
    .openapi(patchRoute, async (c) => {
      const place = { workspaceId: c.req.valid('param').id, templateId: c.req.valid('param').templateId };
      const ifMatch = c.req.valid('header')['if-match'];
      await changeTemplate(services, place, actorOf(c), c.req.valid('json'), ifMatch);
      return answerOne(c, await one(place.workspaceId, place.templateId, sessionOf(c).person.id));
    })
    .openapi(deleteRoute, async (c) => {
      const { id: workspaceId, templateId: asked } = c.req.valid('param');
      await dropTemplate(services, { workspaceId, templateId: asked }, actorOf(c));
      return c.body(null, 204);
    });
}

function answerOne(c: Context<ApiEnv>, template: z.infer<typeof templateDetail>) {
  c.header('ETag', templateEtag(template));
  return c.json(template, 200);
}

function asJson(article: ArticleNode): z.infer<typeof templateDetail>['content'] {
  return { ...article };
}

function presentTemplate({ template: row, createdBy }: ListedTemplate): Template {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    language: row.language,
    builtIn: false,
    createdBy: presentPerson(createdBy),
    createdAt: row.createdAt.toISOString(),
  };
}

function presentBuiltIn({ id: name, name: title, description, language }: BuiltInTemplate): Template {
  return { id: name, name: title, description, language, builtIn: true, createdBy: null, createdAt: null };
}

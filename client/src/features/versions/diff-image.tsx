import { fileHref } from '@hamnevis/core/document/media';
import type { ReactNode } from 'react';
import type { ArticleJson } from './block-direction.ts';

/** An image of a compared article with its caption. */
export function DiffImage(props: {
  node: ArticleJson;
  attributes: Record<string, unknown>;
  caption: ReactNode;
}) {
  const { file, alt } = props.node.attrs ?? {};
  return (
    <figure {...props.attributes}>
      {typeof file === 'string' ? (
        <img src={fileHref(file)} alt={typeof alt === 'string' ? alt : ''} loading="lazy" />
      ) : null}
      <figcaption>{props.caption}</figcaption>
    </figure>
  );
}

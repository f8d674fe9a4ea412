// The lists that are open, from the outermost to the innermost, and where the next item belongs.
import type { BlockNode } from './operations.ts';

/** Lists nested deeper than this go on at the deepest level. */
const DEPTH_LIMIT = 6;

type ListLevel = {
  readonly kind: 'bulletList' | 'orderedList' | 'taskList';
  readonly indent: number;
  readonly list: BlockNode;
  item: BlockNode;
};

export class ListLevels {
  private levels: ListLevel[] = [];
  /** The list of tasks that the item being read goes on with, if it turns out to be one. */
  private tasks: ListLevel | null = null;

  get depth(): number {
    return this.levels.length;
  }

  /** True when the innermost item has a bullet, so that it may turn out to be a task. */
  get isBullet(): boolean {
    return this.levels.at(-1)?.kind === 'bulletList';
  }

  /** Lists and their open items, as a path has them. */
  get nodes(): BlockNode[] {
    return this.levels.flatMap((level) => [level.list, level.item]);
  }

  clear(): void {
    this.levels = [];
  }

  /** Text indented under an item belongs to it; anything less ends the list. */
  leave(indent: number): void {
    while (this.levels.length > 0 && indent < (this.levels.at(-1)?.indent ?? 0) + 2) this.levels.pop();
  }

  enterItem(kind: 'bulletList' | 'orderedList', start: number, indent: number): void {
    while (this.levels.length > 1 && indent < (this.levels.at(-2)?.indent ?? 0) + 2) this.levels.pop();
    const top = this.levels.at(-1);
    const item: BlockNode = { name: 'listItem' };
    const nested = top !== undefined && indent >= top.indent + 2 && this.levels.length < DEPTH_LIMIT;
    if (top !== undefined && !nested && top.kind === kind) {
      top.item = item;
      return;
    }
    this.tasks = null;
    if (top !== undefined && !nested) {
      if (top.kind === 'taskList') this.tasks = top;
      this.levels.pop();
    }
    const list: BlockNode = kind === 'orderedList' ? { name: kind, start } : { name: kind };
    this.levels.push({ kind, indent, list, item });
  }

  /** The bullet just read begins a task: in the list of tasks before it, or in one of its own. */
  enterTask(checked: boolean): void {
    const bullet = this.levels.pop();
    const item: BlockNode = { name: 'taskItem', checked };
    const level = this.tasks ?? {
      kind: 'taskList' as const,
      indent: bullet?.indent ?? 0,
      list: { name: 'taskList' as const },
      item,
    };
    level.item = item;
    this.levels.push(level);
    this.tasks = null;
  }
}

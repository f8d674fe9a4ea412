import type { Project, Workspace } from '@hamnevis/core/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

/** A workspace with its projects. */
export interface WorkspaceTree extends Workspace {
  projects: Project[];
}

export function projectsKey(organizationId: string) {
  return ['organizations', organizationId, 'projects'] as const;
}

function useTree<Shape>(organizationId: string | undefined, select: (tree: WorkspaceTree[]) => Shape) {
  return useQuery({
    queryKey: projectsKey(organizationId ?? ''),
    enabled: organizationId !== undefined,
    queryFn: async ({ signal }): Promise<WorkspaceTree[]> => {
      const { items } = await request<{ items: Workspace[] }>(
        'GET',
        `/organizations/${organizationId}/workspaces?limit=100`,
        { signal },
      );
      return Promise.all(
        items.map(async (one) => {
          const page = await request<{ items: Project[] }>(
            'GET',
            `/workspaces/${one.id}/projects?limit=100`,
            { signal },
          );
          return { ...one, projects: page.items };
        }),
      );
    },
    select,
  });
}

/** Every workspace of an organization with its projects, in the order in which they were made. */
export function useWorkspaces(organizationId: string | undefined) {
  return useTree(organizationId, wholeTree);
}

/** Every project of an organization, over all its workspaces. */
export function useProjects(organizationId: string | undefined) {
  return useTree(organizationId, projectsOf);
}

function wholeTree(tree: WorkspaceTree[]): WorkspaceTree[] {
  return tree;
}

function projectsOf(tree: WorkspaceTree[]): Project[] {
  return tree.flatMap((one) => one.projects);
}

import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { isConflict } from '../../data/problems.js';
import { server } from '../../data/server.js';
import {
  applied,
  changesOf,
  inverseOf,
  settled,
  withChoice,
  type Cell,
  type Change,
  type Choice,
  type Edits,
  type NoticeMatrix,
} from './matrix.js';

export interface MatrixEdits {
  readonly edits: Edits;
  readonly isBusy: boolean;
  readonly error: unknown;
  /** what somebody else has changed since the page read the matrix */
  readonly meanwhile: readonly Change[];
  set(cell: Cell, choice: Choice): void;
  discard(): void;
  /** resolves to what takes it back; undefined where it was refused */
  save(): Promise<Edits | undefined>;
  /** makes changes that are not on the page: the inverse of what was saved */
  apply(edits: Edits): Promise<void>;
}

export function useMatrix(): UseQueryResult<NoticeMatrix> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'notice-matrix'),
    queryFn: () => server.getNoticeMatrix({ params: { organizationId } }),
  });
}

/** Changes of the matrix collect here, cell by cell against a version, until they are saved together. */
export function useMatrixEdits(matrix: NoticeMatrix | undefined): MatrixEdits {
  const [raw, setEdits] = useState<Edits>({});
  const [meanwhile, setMeanwhile] = useState<readonly Change[]>([]);
  const edits = matrix ? settled(raw, matrix) : {};
  const { read, readAgain, write } = useWriting(matrix);
  const change = useMutation({ mutationFn: write });
  const save = async (): Promise<Edits | undefined> => {
    const before = read();
    if (!before) return undefined;
    try {
      await change.mutateAsync(edits);
      setMeanwhile([]);
      setEdits({});
      return inverseOf(edits, before);
    } catch (error) {
      if (!isConflict(error)) return undefined;
      const after = await readAgain();
      const others = after ? changesOf(before, after) : [];
      setMeanwhile(others);
      return undefined;
    }
  };
  return {
    edits,
    isBusy: change.isPending,
    error: isConflict(change.error) && meanwhile.length > 0 ? undefined : change.error,
    meanwhile,
    set: (cell, choice) => setEdits((now) => withChoice(now, cell, choice)),
    discard: () => {
      setEdits({});
      setMeanwhile([]);
      change.reset();
    },
    save,
    apply: async (asked) => change.mutateAsync(asked),
  };
}

/** The matrix has the version of its organization: another change of the organization refuses it too, and is no reason to ask. */
function useWriting(shown: NoticeMatrix | undefined) {
  const organizationId = useOrganizationId();
  const client = useQueryClient();
  const key = keyOf(organizationId, 'notice-matrix');
  const read = (): NoticeMatrix | undefined => client.getQueryData<NoticeMatrix>(key) ?? shown;
  const readAgain = async (): Promise<NoticeMatrix | undefined> => {
    await client.invalidateQueries({ queryKey: key });
    return read();
  };
  const put = async (matrix: NoticeMatrix, edits: Edits): Promise<void> => {
    const answer = await server.replaceNoticeMatrix({
      params: { organizationId },
      body: { own: applied(matrix, edits) },
      ifMatch: `W/"${matrix.version}"`,
    });
    client.setQueryData(key, answer);
  };
  const write = async (edits: Edits): Promise<void> => {
    const before = read();
    if (!before) return;
    try {
      await put(before, edits);
    } catch (error) {
      const after = isConflict(error) ? await readAgain() : undefined;
      const isOther = after && after.version !== before.version;
      if (!isOther || changesOf(before, after).length > 0) throw error;
      await put(after, edits);
    }
    await client.invalidateQueries({ queryKey: keyOf(organizationId) });
  };
  return { read, readAgain, write };
}

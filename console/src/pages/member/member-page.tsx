import { useParams } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { useConsole } from '../../data/console.js';
import { Region } from '../../parts/region.js';
import { MemberPanel } from './member-panel.js';
import { useMember, useSeats, useSpaces, type Member } from './member-data.js';
import { seenOf } from './member-fields.js';
import classes from './member.module.css';

/** The panel of one person, at an address of its own. Another person is another panel: nothing of the former one stays (console D3). */
export function MemberPage(): ReactNode {
  const { memberId } = useParams({ from: '/o/$organizationId/people/$memberId' });
  const member = useMember(memberId);
  return (
    <div className={classes['place']}>
      <Region key={memberId} query={member} lines={6}>
        {(data) => <Loaded key={memberId} member={data} />}
      </Region>
    </div>
  );
}

function Loaded({ member }: { readonly member: Member }): ReactNode {
  const console = useConsole();
  const seats = useSeats(member.id);
  const spaces = useSpaces(member.id);
  const seen = useMemo(
    () => seenOf(member, console.data, seats.data?.items ?? [], spaces.data?.items ?? []),
    [member, console.data, seats.data, spaces.data],
  );
  return (
    <Region query={console} lines={6}>
      {(shown) => (
        <MemberPanel
          member={member}
          console={shown}
          seats={seats.data?.items ?? []}
          spaces={spaces.data?.items ?? []}
          seen={seen}
        />
      )}
    </Region>
  );
}

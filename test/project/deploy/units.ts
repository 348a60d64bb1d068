/** A unit file of systemd: section → directive → values, in order. */
export type Unit = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

export function parseUnit(text: string): Unit {
  const sections = new Map<string, Map<string, string[]>>();
  let section = new Map<string, string[]>();
  for (const line of text.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
    const heading = /^\[(\w+)\]$/.exec(line.trim())?.[1];
    if (heading !== undefined) sections.set(heading, (section = new Map<string, string[]>()));
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined) continue;
    section.set(name, [...(section.get(name) ?? []), value.trim()]);
  }
  return sections;
}

/** Directives of systemd 252 (Debian 12): systemd.unit(5), .service(5), .exec(5), .kill(5), .resource-control(5). */
const KNOWN: Readonly<Record<string, string>> = {
  Unit: [
    'Description Documentation After Before Wants Requires BindsTo PartOf Conflicts',
    'OnFailure StartLimitIntervalSec StartLimitBurst ConditionPathExists AssertPathExists',
  ].join(' '),
  Service: [
    'Type User Group DynamicUser SupplementaryGroups WorkingDirectory RootDirectory',
    'StateDirectory StateDirectoryMode RuntimeDirectory RuntimeDirectoryMode',
    'CacheDirectory LogsDirectory ConfigurationDirectory UMask Environment',
    'EnvironmentFile PassEnvironment LoadCredential LoadCredentialEncrypted SetCredential',
    'ExecStart ExecStartPre ExecStartPost ExecReload ExecStop ExecStopPost',
    'TimeoutStartSec TimeoutStopSec TimeoutAbortSec KillSignal KillMode SendSIGKILL',
    'Restart RestartSec RestartPreventExitStatus SuccessExitStatus WatchdogSec',
    'NotifyAccess LimitNOFILE LimitCORE MemoryMax MemoryHigh CPUQuota CPUWeight TasksMax',
    'Nice OOMScoreAdjust StandardOutput StandardError SyslogIdentifier NoNewPrivileges',
    'CapabilityBoundingSet AmbientCapabilities ProtectSystem ProtectHome ProtectClock',
    'ProtectHostname ProtectControlGroups ProtectKernelLogs ProtectKernelModules',
    'ProtectKernelTunables ProtectProc ProcSubset PrivateDevices PrivateTmp PrivateUsers',
    'PrivateNetwork ReadOnlyPaths ReadWritePaths InaccessiblePaths RemoveIPC',
    'RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID',
    'RestrictFileSystems LockPersonality MemoryDenyWriteExecute SystemCallArchitectures',
    'SystemCallFilter SystemCallErrorNumber IPAddressAllow IPAddressDeny',
  ].join(' '),
  Install: ['WantedBy RequiredBy Also Alias DefaultInstance'].join(' '),
};

const BOOLEANS = /^(NoNewPrivileges|Private|RemoveIPC|Restrict(Realtime|SUIDSGID)|LockPersonality)/;

/** What systemd would not understand, one line each. */
export function unitErrors(unit: Unit): string[] {
  const errors: string[] = [];
  for (const [section, directives] of unit) {
    const known = KNOWN[section]?.split(' ');
    if (known === undefined) errors.push(`section ${section}`);
    for (const [name, values] of directives) {
      if (known !== undefined && !known.includes(name)) errors.push(`${section}: ${name}`);
      const isSwitch = BOOLEANS.test(name);
      if (isSwitch && !values.every((value) => /^(yes|no)$/.test(value))) errors.push(name);
      if (name.endsWith('Sec') && !values.every((value) => /^\d+$/.test(value))) errors.push(name);
      if (name.startsWith('Exec') && !values.every((value) => /^[-+!]?\//.test(value)))
        errors.push(`${name}: a program needs its whole path`);
    }
  }
  return errors;
}

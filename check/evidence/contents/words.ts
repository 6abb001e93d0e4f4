/** systemd.directives(7): those that a site's units, and people's beside them, are likely to have. */
export const UNIT_SETTINGS: ReadonlySet<string> = new Set(
  `Description Documentation Wants Requires Requisite BindsTo PartOf Upholds Conflicts Before After OnFailure OnSuccess
  RequiresMountsFor WantsMountsFor DefaultDependencies StartLimitIntervalSec StartLimitBurst StartLimitAction StopWhenUnneeded
  RefuseManualStart RefuseManualStop AllowIsolate JobTimeoutSec FailureAction SuccessAction ConditionPathExists
  ConditionPathIsDirectory ConditionFileNotEmpty ConditionFileIsExecutable ConditionPathIsMountPoint ConditionKernelCommandLine
  ConditionVirtualization AssertPathExists Type ExecStart ExecStartPre ExecStartPost ExecReload ExecStop ExecStopPost
  ExecCondition RemainAfterExit PIDFile BusName Restart RestartSec RestartSteps RestartMaxDelaySec RestartPreventExitStatus
  RestartForceExitStatus SuccessExitStatus TimeoutSec TimeoutStartSec TimeoutStopSec TimeoutAbortSec RuntimeMaxSec WatchdogSec
  NotifyAccess KillMode KillSignal SendSIGKILL SendSIGHUP FinalKillSignal User Group DynamicUser SupplementaryGroups
  WorkingDirectory RootDirectory Environment EnvironmentFile PassEnvironment UnsetEnvironment StandardInput StandardOutput
  StandardError SyslogIdentifier SyslogFacility SyslogLevel LogLevelMax UMask Nice OOMScoreAdjust OOMPolicy IOSchedulingClass
  IOSchedulingPriority CPUSchedulingPolicy CPUWeight CPUQuota MemoryMax MemoryHigh MemoryLow MemoryMin TasksMax IOWeight
  LimitNOFILE LimitNPROC LimitCORE LimitMEMLOCK LimitAS RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve
  StateDirectory CacheDirectory LogsDirectory ConfigurationDirectory ProtectSystem ProtectHome PrivateTmp PrivateDevices
  PrivateNetwork PrivateUsers ReadWritePaths ReadOnlyPaths InaccessiblePaths NoNewPrivileges CapabilityBoundingSet
  AmbientCapabilities RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID SystemCallFilter
  SystemCallArchitectures LockPersonality MemoryDenyWriteExecute ProtectKernelModules ProtectKernelTunables ProtectKernelLogs
  ProtectControlGroups ProtectClock ProtectHostname ProtectProc ProcSubset DeviceAllow DevicePolicy Slice Delegate Sockets
  OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec OnCalendar AccuracySec RandomizedDelaySec
  FixedRandomDelay Persistent WakeSystem Unit ListenStream ListenDatagram ListenFIFO Accept MaxConnections SocketUser
  SocketGroup SocketMode Backlog BindIPv6Only KeepAlive FreeBind ReusePort Service What Where Options SloppyOptions
  LazyUnmount ForceUnmount ReadWriteOnly DirectoryMode TimeoutIdleSec WantedBy RequiredBy Also Alias DefaultInstance`.split(
    /\s+/,
  ),
);

/** Programs of every Debian machine on EC2, and what bash does itself. */
export const SYSTEM_PROGRAMS: ReadonlySet<string> = new Set(
  `. : [ [[ alias apt-get awk base64 basename bash blkid break cat cd certbot chgrp chmod chown cmp command continue cp cut date dd
  declare df dirname dpkg dpkg-deb dpkg-divert dpkg-query du echo env eval exec exit export expr false find findmnt flock
  getent getopts grep growpart gzip head hostname id install ip journalctl kill let ln local logger ls lsblk mapfile mkdir
  mkfifo mktemp mount mountpoint mv nohup nproc od openssl pgrep pkill printf ps pwd python3 read readarray readlink
  readonly realpath rename resize2fs return rm rmdir runuser sed seq set setsid sh sha256sum sha512sum shift shopt sleep sort
  source ss stat stdbuf su sync sysctl systemctl systemd-notify systemd-run tail tar tee test timeout touch tr trap true truncate type
  udevadm ulimit umask umount uname uniq unset useradd usermod wait wc which xargs zcat`.split(/\s+/),
);

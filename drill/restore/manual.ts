/**
 * The commands of the operations manual (docs/operations.md, "Restore a snapshot") that a drill of a way back runs inside nodes, word
 * for word: a test holds the two together. What the manual does with volumes and machines through AWS and Terraform, a drill
 * does with their disks.
 */
export const MANUAL = {
  /** On every database node, before anything else. */
  stop: `systemctl stop nospof-follow.timer
for unit in pacemaker corosync nospof-db-follow mariadb; do systemctl stop $unit 2>/dev/null; done`,
  /** On every database node but the one that gets the snapshot. */
  aside: 'mv -T /srv/data/mysql /srv/data/mysql.aside',
  /** On the same, at once, when that one's volume is in place. */
  setup: 'nospof-setup',
  /** On the node of a Galera cluster that is left of a majority whose data were lost. */
  lead: 'systemctl restart mariadb',
  /** On a node that has the shared files mounted, with the snapshot at `/mnt`. */
  files:
    "runuser -u www-data -- rsync -rltO --ignore-existing --exclude='/.glusterfs*' /mnt/brick/ /srv/uploads/ && echo 'all of it is copied'",
} as const;

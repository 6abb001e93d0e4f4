import type { GradeReason, ScalabilityGrade } from '../../upgrade/steps/grade';

/** A fact that a grade was counted from, as a sentence without a full stop. */
export function gradeReason(reason: GradeReason): string {
  switch (reason.code) {
    case 'no-claims':
      return 'one side makes no claims to read it from';
    case 'by-hand':
      return reason.title;
    case 'downtime':
      return reason.goals.length === 0 ? reason.because : `${reason.goals.join(', ')}: ${reason.because}`;
    case 'several-nodes':
      return `nothing of a visitor stays in the memory or on the disk of one node of ${reason.tier}`;
    case 'session-store':
      return `sessions are kept in a store that speaks the protocol of ${reason.protocol}`;
    case 'forgetting-cache':
      return `sessions and cached values are kept in ${reason.protocol}, which forgets`;
    default:
      return SENTENCES[reason.code];
  }
}

const SENTENCES = {
  'split-database': 'reads and writes of the database go to different addresses, and a read may be a moment behind',
  'media-service': 'media get a new name for each change, and are stored through the media service',
  'mounted-files': 'files are written only while their file system is mounted',
  'page-cache': 'pages say how long they may be cached, and what belongs to one visitor is a block of its own',
  'remote-database': 'the database is a network away',
  'commits-wait': 'a commit of the database waits for another node',
  'remote-files': 'files are a network away',
  'written-to-copies': 'a file is written to every copy before the write returns',
  balanced: 'each request passes a balancer',
} as const;

/** A grade as its JSON has it: with the reasons in words. */
export function gradeJson({ overall, criteria }: ScalabilityGrade) {
  return {
    overall,
    criteria: criteria.map(({ criterion, grade, because }) => ({
      criterion,
      grade,
      because: because.map(gradeReason),
    })),
  };
}

/** Read here; cut where what was rendered is told from what came later, too. */
export * from '../model/cloud-config';

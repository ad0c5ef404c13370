const { DataDeduplicationService } = require('n8n-core');

let current;
let installed;

const forward =
	(method) =>
	(...values) =>
		current[method](...values);

/** n8n takes one de-duplicator in a process, and a jest worker runs many test files in one: the latest file's answers. */
exports.install = async (deduplicator) => {
	current = deduplicator;
	installed ??= DataDeduplicationService.init({
		checkProcessedAndRecord: forward('checkProcessedAndRecord'),
		removeProcessed: forward('removeProcessed'),
		clearAllProcessedItems: forward('clearAllProcessedItems'),
		getProcessedDataCount: forward('getProcessedDataCount'),
	});
	await installed;
};

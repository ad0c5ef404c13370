import type { PanelResource } from '../environment';
import { cancelOperation } from './cancel.operation';
import { createOperation } from './create.operation';
import { estimateOperation } from './estimate.operation';
import { getChangedOperation } from './getChanged.operation';
import { getStatusOperation } from './getStatus.operation';
import { refillOperation } from './refill.operation';
import { waitForStatusOperation } from './waitForStatus.operation';

export const orderResource: PanelResource = {
	name: 'Order',
	value: 'order',
	operations: [
		createOperation,
		estimateOperation,
		getStatusOperation,
		refillOperation,
		cancelOperation,
		getChangedOperation,
		waitForStatusOperation,
	],
};

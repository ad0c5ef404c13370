import type { PanelResource } from '../environment';
import { createOperation } from './create.operation';
import { getCodeOperation } from './getCode.operation';
import { getStatusOperation } from './getStatus.operation';
import { waitForCodeOperation } from './waitForCode.operation';

export const smsNumberResource: PanelResource = {
	name: 'SMS Number',
	value: 'smsNumber',
	operations: [createOperation, getCodeOperation, getStatusOperation, waitForCodeOperation],
};

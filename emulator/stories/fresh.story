# SPDX-License-Identifier: Apache-2.0
story A chip that nobody owned becomes a device
profile fresh

admin refused 69 device status
say there is no device yet, and nothing pretends that there is one
provision
see "Touch to begin"
admin device status
order
person comes in
log holds "device-provisioned"
log whole

# SPDX-License-Identifier: Apache-2.0
story Without the network everything waits, and then goes

order
network off
person comes in
person agrees and reads
person answers
person draws
person enters the code
person confirms
parcel waits
courier tries
parcel waits
network on
courier visits
parcel gone
log holds "delivered"
log whole

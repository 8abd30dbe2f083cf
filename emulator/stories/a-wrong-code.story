# SPDX-License-Identifier: Apache-2.0
story A wrong code is told, and the right one still signs

order
person comes in
person agrees and reads
person answers
person draws
person enters 000000
see "The code is not right"
person enters the code
person confirms
parcel waits
courier visits
parcel gone
log holds "pin-refused"

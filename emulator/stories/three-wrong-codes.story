# SPDX-License-Identifier: Apache-2.0
story Three wrong codes lock the envelope, and not the device

order
person comes in
person agrees and reads
person answers
person draws
person enters 000000
see "The code is not right"
person enters 111111
see "The code is not right"
person enters 222222
see "The code was wrong too often"
time passes 30s
see "Touch to begin"
not see "Mara"
log holds "pin-locked"
parcel gone

# The next person is not held up by it.
order
person comes in
person agrees and reads
person answers
person draws
person enters the code
person confirms
parcel waits
courier visits
parcel gone

# SPDX-License-Identifier: Apache-2.0
story A power cut in the middle shows the next person nothing, and keeps the appointment

order
person comes in
person agrees and reads
power cut
see "Touch to begin"
not see "Mara"

person comes in
person agrees and reads
person answers
person draws
person enters the code
person confirms
parcel waits
courier visits
parcel gone
log holds "boot-unclean"

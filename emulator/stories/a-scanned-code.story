# SPDX-License-Identifier: Apache-2.0
story A code reader types the code of the appointment

order
see "Touch to begin"
press "Touch to begin"
see "English"
choose "English"
see "Enter your appointment code"
scan code
press "Continue"
see "Is this you?" as scanned
press "Yes, this is me"
see "Continue electronically"
person agrees and reads
person answers
person draws
person enters the code
person confirms
parcel waits
courier visits
parcel gone
log whole

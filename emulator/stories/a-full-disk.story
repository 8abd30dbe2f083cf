# SPDX-License-Identifier: Apache-2.0
# Nothing fits on the device's disk any more. Nobody is let in to find out in the middle of
# signing; when there is room again the device goes on as if nothing had been.
story A full disk turns people away before they begin, and loses nothing

order
see "Touch to begin"
disk full
see "Out of service" as disk-is-full
see "storage is full"
power cut
see "Out of service"
disk free
see "Touch to begin" as room-again
person comes in
person agrees and reads
person answers
person draws
person enters the code
person confirms
parcel waits
courier visits
parcel gone
log whole

# SPDX-License-Identifier: Apache-2.0
# Something else than the approved system is booted: the chip keeps its keys shut, the screen
# says so and what helps. The right system, booted again, signs as before.
story A changed boot signs nothing, and the right one signs again

order
pcr tamper
see "not in an approved state" as changed
not see "Touch to begin"
say the chip does not know this system, and the screen says who can help
power cut
see "Touch to begin"
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

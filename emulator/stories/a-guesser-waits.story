# SPDX-License-Identifier: Apache-2.0
story Whoever guesses codes is made to wait, whatever he restarts, and the next person still signs

order
press "Touch to begin"
choose "English"
see "Enter your appointment code"
key in 999990
press "Continue"
see "We could not find this appointment"
key in 999991
press "Continue"
see "3 attempts left"
press "Back"
see "English"
choose "English"
key in 999992
press "Continue"
see "2 attempts left"
time passes 200s
see "Touch to begin"
press "Touch to begin"
choose "English"
see "2 attempts left"
key in 999993
press "Continue"
see "1 attempt left"
key in 999994
press "Continue"
see "You can try again in 1 minute, or ask a member of staff"
power cut
see "Touch to begin"
press "Touch to begin"
choose "English"
see "Please wait a little"
press "Finish"
see "Touch to begin"
time passes 61s
person comes in
person agrees and reads
person answers
person draws
person enters the code
person confirms
parcel waits
courier visits
parcel gone
log holds "identification-paused"

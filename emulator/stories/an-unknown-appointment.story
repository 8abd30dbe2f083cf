# SPDX-License-Identifier: Apache-2.0
story An appointment that nobody made is told plainly

press "Touch to begin"
see "English"
choose "English"
see "Enter your appointment code"
key in 999999
press "Continue"
see "We could not find this appointment"
time passes 200s
see "Touch to begin"

"""Words that say the same thing in this trade and in the English around it, written out by hand.

Each line is a group; an indented line goes on with the one before. Words that stand together are joined by "_".
"""

SYNONYMS = """
start launch boot spin_up fire_up bring_up kick_off spawn start_up boot_up startup come_up kick_up bring_to_life
  fork
run execute
use employ utilise rely make_use
begin start_off commence
stop halt shut_down shutdown terminate bring_down take_down
end quit exit finish die terminate over bow_out leave
crash fall_over die blow_up fail break fall_apart go_wrong
remove delete drop get_rid throw_away wipe sweep purge erase discard clean_up clean_out clean clear throw_out
  clear_out take_away toss bin rid clear_away cleanup dispose sweep_away get_rid_of destroy nuke
lose lost vanish disappear gone evaporate go_away wiped_out go_down_with deleted removed
survive remain stay persist outlive still_there keep durable kept preserve retain spare left_alone stick_around
  untouched still_around permanent last
remain stay left leave
hold contain include carry comprise bundle
bundle pack package wrap ship_together put_together box_up bake packaged
ship deliver deploy hand_out roll_out
pull download fetch get_from grab retrieve pull_down
push upload publish send_up hand_to_others
send transfer transmit pass hand ship_over upload fire post
copy duplicate clone
instance occurrence incarnation live_copy concrete_copy manifestation running_copy
template blueprint recipe mould class pattern master_copy plan stencil cookie_cutter
read-only immutable frozen unchangeable unmodifiable never_changes not_writable fixed sealed set_in_stone
  write-protected
writable writeable read-write scratch writable_layer
own private separate dedicated itself its_own by_itself individual
separate different another distinct isolated apart
isolate separate wall_off fence_off shield seal_off keep_apart segregate partition compartmentalize sandbox
isolation separation wall boundary
hide conceal mask cover shadow obscure
limit cap restrict bound constrain ceiling quota ration budget meter maximum
throttle slow_down slow brake squeeze choke crawl
show display list reveal see print tell indicate view report
see look notice spot
check verify inspect look_at look_into examine look_up make_sure confirm see_whether see_if
test try verify probe check try_out
name label tag call title christen nickname baptise
name_server nameserver dns
layer sheet slice
lock coordinate regulate referee arbitrate synchronise
reap collect clean_up bury tidy_up
downside drawback catch price disadvantage
request ask question query
swap exchange replace interchange
differ newer older another
parcel package bundle box unit
browser visitor user
optional on_demand when_asked stay_home stays_at_home
anybody anyone everybody somebody
hardware make-believe_hardware virtual_hardware pretend_hardware
next_to together_with along_with beside alongside
named labelled called christened name
untagged nameless unnamed lost_its_label no_tag no_name lost_its_tag unlabelled orphan tagless
unused orphan unattached not_used not_in_use idle unreferenced
random arbitrary made-up generated hash hex hash-like gibberish made_up cryptic makes_up make_up unpredictable
id identifier hash hex_string
fast quick rapid speedy snappy swift instant in_no_time
slow sluggish takes_ages takes_long
small tiny light lightweight slim lean minimal little compact few_megabytes megabyte thin
big large huge heavy bulky fat massive gigabyte enormous
host machine server box computer node pc workstation
laptop desk workstation pc
same identical equal alike exactly_the_same no_different unchanged
identical exactly
differ different vary mismatch other another various deviate diverge not_the_same unequal each_with
conflict clash collide incompatible contradict fight contradictory collision cannot_coexist
app application program software code service project
dependency library package interpreter runtime everything_it_depends_on everything_it_needs all_it_needs
  stuff_it_needs
everything all
everybody everyone all every each
whole entire complete full
kernel linux_kernel
virtual_machine guest_machine hypervisor_guest
operating_system guest_os os
hypervisor vmware esxi kvm virtualbox hyper-v
shared common one_and_the_same
share use_the_same jointly common borrow
daemon background_service engine background_process dockerd server_process service docker_engine
client command_line cli docker_command terminal
manage look_after take_care keep_track handle administer oversee deal_with control supervise in_charge maintain
  responsible
look_after babysit supervise watch monitor observe keep_an_eye manage
shim go-between middleman intermediary babysitter little_process
short-lived one-shot exits_right_away gone_again exits_as_soon quits comes_and_goes gone_afterwards ephemeral
long-running always_running always_up all_the_time whole_time stays_up keeps_running keeps_going permanently
  always_there around_the_clock
request api_call
socket unix_socket docker.sock
immediately at_once instantly straight_away right_away on_the_spot without_delay immediate directly abruptly
  instantaneous
politely nicely graceful gracefully gently orderly cleanly clean
wait grace patience give_time pause
timeout deadline grace_period
second sec
port published_port
forward redirect route pass_on map translate send_on
map publish forward link
publish expose open make_reachable make_available open_up
reach connect access talk get_to contact speak communicate hit find
talk speak communicate talk_to chat
reachable accessible available open
resolve look_up lookup translate resolution
dns name_resolution name_server nameserver name_service
order sequence
document documentation note metadata hint label comment informational annotation
only just merely solely purely nothing_but no_more_than simply
need require necessary depend must demand
mandatory required must compulsory obligatory
unnecessary needless superfluous pointless redundant obsolete not_needed
default by_default standard out_of_the_box unless_you_say_otherwise unless_told_otherwise automatically plainly
automatic by_itself on_its_own of_its_own_accord without_asking
file document
directory folder path
disk drive storage hard_drive filesystem_space
space room gigabyte
memory ram
cpu processor core
signal sigterm_signal
kill shoot murder put_down
sigterm term_signal term
sigkill kill_signal hard_kill kill_-9 kill_9
secret password credential token key passphrase
attacker hacker intruder bad_guy malicious somebody_evil
root administrator superuser uid_0 admin_rights
privilege right permission capability
permission right
user account uid
vulnerability cve security_hole security_bug weakness flaw known_hole hole exploit
scan check_for_cves
fix patch repair correct update
update upgrade renew refresh bump
newer new latest_version newest fresh recent
fresh new clean brand_new
old previous earlier former predecessor prior last
earlier previous prior preceding before lower
later next following subsequent after below afterwards
change modify alter edit touch update mutate
move change drift shift point_elsewhere repoint float jump
pin fix lock freeze nail_down fixed
digest sha256 sha hash checksum fingerprint
write save store persist put
store save keep hold
reuse use_again attach_again pick_up_again find_again ask_for
mount attach plug bind hook hook_up map_in
fail error refuse abort complain refuse_to_start break
broken corrupt damaged garbled inconsistent ruin mangle
corrupt damage ruin destroy mess_up
safe secure protected harmless
unsafe dangerous risky insecure hazardous bad_idea risk danger
strong tight solid robust hard
weak thin leaky loose
escape break_out get_out breakout
tenant customer client
output log stdout printed what_it_printed stderr wrote last_lines
log output journal
status state health condition
exit_code exit_status return_code status_code
reason cause why
command subcommand instruction
instruction line statement step command
shell bash sh prompt
interactive interactively by_hand manually with_a_shell
override overwrite replace beat win take_precedence supersede
replace override swap substitute overwrite displace
argument parameter option
merge combine join lay_over stack
parallel simultaneously concurrently at_the_same_time side_by_side same_time in_parallel
reuse cached recycle take_again
cache cached
invalidate bust throw_away void miss rebuild redo
rebuild build_again run_again reproduce recreate redo do_over done_over redone do_again done_again
  do_anew run_anew built_anew build_anew
reproduce recreate rebuild repeat
stage phase part
final last second runtime
compiler toolchain build_tools build_tool
artifact artefact compiled_file
multi-platform multi-arch multiarch several_architectures multiple_architectures
architecture cpu_type arm64 platform instruction_set processor_type
image_index manifest_list index
repository registry hub
person somebody anyone people developer someone
ordinary normal plain regular usual everyday average simple
easy simple convenient ease_of_use easier simplicity effortless user-friendly pick_up
format standard bundle
inventor founder creator start
hand-made handmade manual by_hand manually tweaked hand-configured
unique one-off one_of_a_kind special
configuration setting setup set-up config
healthcheck health_check
healthy ready
retry try_again again_and_again keep_trying reconnect
several multiple many various more_than_one two couple some numerous
nothing none zero
loopback localhost lo 127.0.0.1
internet outside_world outside outer_world
outside external outer
browser user's_machine client_side
proxy reverse_proxy load_balancer nginx traefik
encrypt encrypted scramble cipher
plain_text unencrypted clear_text plaintext
backup back_up dump snapshot
restore recover bring_back play_back
owner owned ownership belong
empty blank nothing_in_it
busy taken occupied in_use
obsolete deprecated outdated legacy no_longer_needed ignored
ignore disregard skip ignored
production live
development local_work
measure look find_out see_what_takes
rotate rotation cap_the_logs
exclude leave_out omit ignore skip keep_out filter
developer programmer engineer
process program task
entry item
prune clean_up clean-up cleanup sweep purge clean_out
ensure guarantee make_sure enforce
avoid keep_away steer_clear don't_use
enable activate turn_on switch_on
disable deactivate turn_off switch_off
"""

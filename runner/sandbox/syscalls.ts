/** The two machines that Tacit's runner supports. */
export type Architecture = "x64" | "arm64";

/**
 * System calls that no action needs and that have opened kernels before: [x86-64, arm64] numbers, null where the machine
 * has no such call. Sources: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h;
 * the choice follows design and the default profiles of Docker and systemd-nspawn.
 */
export const REFUSED_CALLS: Readonly<Record<string, readonly [number | null, number | null]>> = {
  // Namespaces: an action stays in those that were made for it.
  unshare: [272, 97],
  setns: [308, 268],
  // Mounts, by the old and the new interface.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  move_mount: [429, 429],
  open_tree: [428, 428],
  mount_setattr: [442, 442],
  open_tree_attr: [467, 467],
  // Other processes' memory and descriptors.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  pidfd_getfd: [438, 438],
  kcmp: [312, 272],
  // Kernel keyrings are not bounded by any namespace of ours.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  // Large kernel interfaces with a history.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  // System V objects and secret memory: memory that neither a tmpfs nor a resident set shows.
  shmget: [29, 194],
  shmctl: [31, 195],
  shmat: [30, 196],
  shmdt: [67, 197],
  msgget: [68, 186],
  msgsnd: [69, 189],
  msgrcv: [70, 188],
  msgctl: [71, 187],
  memfd_secret: [447, 447],
  // The machine itself. All need capabilities that an action lacks: refused twice.
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  open_by_handle_at: [304, 265],
  name_to_handle_at: [303, 264],
  fanotify_init: [300, 262],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  acct: [163, 89],
  syslog: [103, 116],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  vhangup: [153, 58],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
};

/** The calls whose arguments the filter looks at. */
export const INSPECTED_CALLS = {
  clone: [56, 220],
  clone3: [435, 435],
  socket: [41, 198],
  memfd_create: [319, 279],
} as const;

/** AUDIT_ARCH_* of linux/audit.h, as seccomp reports the caller's machine. */
export const AUDIT_ARCHITECTURE: Readonly<Record<Architecture, number>> = {
  x64: 0xc000003e,
  arm64: 0xc00000b7,
};

/* Writes down what a program does to the files of one folder, in the order in which it is done.
 *
 * Preloaded (LD_PRELOAD) into a process; SCMAP_CUT_ROOT is the folder, SCMAP_CUT_LOG the log. From
 * the log every state is known in which a power cut could leave the disk: see power_cut.py.
 *
 * A record: operation (1 byte), inode (8), offset (8), length (8), then that many bytes of data or
 * names. Operations: C create, O open, W write, T truncate (offset = size), S sync of a file,
 * D sync of a folder, U unlink, R rename (two names, each ended by a zero).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 4096

static char is_file[MOST], is_folder[MOST];
static int log_fd = -1;
static const char *root;
static size_t root_length;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void begin(void) {
    if (root) return;
    const char *log = getenv("SCMAP_CUT_LOG");
    root = getenv("SCMAP_CUT_ROOT");
    if (!root || !log) { root = ""; return; }
    root_length = strlen(root);
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int ours(const char *path) {
    begin();
    return log_fd >= 0 && path && strncmp(path, root, root_length) == 0;
}

static void put(const void *data, size_t size) {
    const char *at = data;
    while (size) {
        ssize_t done = syscall(SYS_write, log_fd, at, size);
        if (done <= 0) _exit(97);
        at += done;
        size -= (size_t)done;
    }
}

static void record(char op, uint64_t inode, uint64_t offset, const void *data, uint64_t size) {
    char head[25];
    head[0] = op;
    memcpy(head + 1, &inode, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &size, 8);
    put(head, sizeof head);
    if (size) put(data, size);
}

static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : (uint64_t)found.st_ino;
}

static int known(int fd) { return fd >= 0 && fd < MOST && is_file[fd]; }

static int opened(const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&turn);
    int mine = ours(path);
    int there = mine && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (mine && fd >= 0 && fd < MOST) {
        struct stat found;
        fstat(fd, &found);
        is_folder[fd] = S_ISDIR(found.st_mode);
        is_file[fd] = S_ISREG(found.st_mode);
        if (is_file[fd]) {
            record(there ? 'O' : 'C', found.st_ino, 0, path, strlen(path));
            if (there && (flags & O_TRUNC)) record('T', found.st_ino, 0, NULL, 0);
        }
    }
    pthread_mutex_unlock(&turn);
    return fd;
}

#define OPENS(name, first, pass)                       \
    int name(first const char *path, int flags, ...) { \
        mode_t mode = 0;                               \
        if (flags & (O_CREAT | O_TMPFILE)) {           \
            va_list rest;                              \
            va_start(rest, flags);                     \
            mode = va_arg(rest, mode_t);               \
            va_end(rest);                              \
        }                                              \
        pass;                                          \
        return opened(path, flags, mode);              \
    }
#define NOTHING
OPENS(open, NOTHING, (void)0)
OPENS(open64, NOTHING, (void)0)

int close(int fd) {
    if (fd >= 0 && fd < MOST) is_file[fd] = is_folder[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

static ssize_t written(int fd, const void *data, size_t size, off_t offset, int positioned) {
    if (!known(fd))
        return positioned ? syscall(SYS_pwrite64, fd, data, size, offset)
                          : syscall(SYS_write, fd, data, size);
    pthread_mutex_lock(&turn);
    if (!positioned) {
        int append = (int)syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND;
        offset = syscall(SYS_lseek, fd, 0, append ? SEEK_END : SEEK_CUR);
    }
    ssize_t done = positioned ? syscall(SYS_pwrite64, fd, data, size, offset)
                              : syscall(SYS_write, fd, data, size);
    int kept = errno;
    if (done > 0) record('W', inode_of(fd), (uint64_t)offset, data, (uint64_t)done);
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, 1); }

static ssize_t sent(int out, int in, off_t *from, size_t size) {
    char block[65536];
    if (size > sizeof block) size = sizeof block;
    ssize_t got = from ? syscall(SYS_pread64, in, block, size, *from) : syscall(SYS_read, in, block, size);
    if (got <= 0) return got;
    if (from) *from += got;
    return written(out, block, (size_t)got, 0, 0);
}

ssize_t sendfile(int out, int in, off_t *from, size_t size) { return sent(out, in, from, size); }
ssize_t sendfile64(int out, int in, off_t *from, size_t size) { return sent(out, in, from, size); }

static int cut_to(int fd, off_t size) {
    pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_ftruncate, fd, size);
    int kept = errno;
    if (!done && known(fd)) record('T', inode_of(fd), (uint64_t)size, NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}

int ftruncate(int fd, off_t size) { return cut_to(fd, size); }
int ftruncate64(int fd, off_t size) { return cut_to(fd, size); }

static int synced(int fd, long how) {
    pthread_mutex_lock(&turn);
    int done = (int)syscall(how, fd);
    int kept = errno;
    if (!done && known(fd)) record('S', inode_of(fd), 0, NULL, 0);
    if (!done && fd >= 0 && fd < MOST && is_folder[fd]) record('D', 0, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int kept = errno;
    if (!done && ours(path)) record('U', 0, 0, path, strlen(path));
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}

int rename(const char *from, const char *to) {
    pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int kept = errno;
    if (!done && ours(to)) {
        char names[8192];
        int size = snprintf(names, sizeof names, "%s%c%s", from, 0, to);
        record('R', 0, 0, names, (uint64_t)size);
    }
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}

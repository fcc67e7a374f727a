/* Reads of files whose name ends in $FAILING_FILE fail as a whole where they touch one of the blocks of $FAILING_BLOCKS,
   4096 bytes each: as a medium with bad sectors does. Loaded in front of the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ssize_t read(int fd, void *buffer, size_t count) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real)
        real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    const char *name = getenv("FAILING_FILE"), *blocks = getenv("FAILING_BLOCKS");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!name || !blocks || length < (ssize_t)strlen(name))
        return real(fd, buffer, count);
    path[length] = 0;
    off_t at = lseek(fd, 0, SEEK_CUR), size = lseek(fd, 0, SEEK_END);
    lseek(fd, at, SEEK_SET);
    off_t end = at + (off_t)count < size ? at + (off_t)count : size;
    if (strcmp(path + length - strlen(name), name) == 0)
        for (const char *next = blocks; *next;) {
            off_t block = strtol(next, (char **)&next, 10) * 4096;
            if (at < end && block < end && at < block + 4096) {
                errno = EIO;
                return -1;
            }
            while (*next == ' ')
                next++;
        }
    return real(fd, buffer, count);
}

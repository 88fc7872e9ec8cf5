/// Makes an enum out of rows, so that no variant can be without its row, nor be left out of `ALL`.
macro_rules! table {
    ($(#[$meta:meta])* $name:ident: $row:ty { $($variant:ident: $info:expr,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($variant,)*
        }

        impl $name {
            /// All of them, in the order of their rows.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Its row.
            pub fn info(self) -> &'static $row {
                match self {
                    $($name::$variant => const { &$info },)*
                }
            }
        }
    };
}

pub(crate) use table;
